if vim.g.loaded_atproto_ls then
  return
end
vim.g.loaded_atproto_ls = true

vim.api.nvim_create_user_command("AtprotoLsExamples", function(arguments)
  require("atproto-ls").examples(arguments.args ~= "" and arguments.args or nil)
end, { nargs = "?", desc = "Insert an example of an AT Protocol service" })
