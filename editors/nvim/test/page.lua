-- What a person does who has followed docs/editors/neovim.md: waits for the errors, takes the fix, looks for help.
local person = dofile(vim.fs.dirname(debug.getinfo(1, "S").source:sub(2)) .. "/person.lua")
local say, wait = person.say, person.wait

wait("diagnostics", function() return #vim.diagnostic.get(0) >= 2 end)
for _, d in ipairs(vim.diagnostic.get(0)) do
  say(("%d:%d %s"):format(d.lnum + 1, d.col + 1, d.code))
end
vim.fn.search("enabel")
vim.lsp.buf.code_action({ apply = true, filter = function(action) return action.isPreferred end })
wait("the fix", function() return vim.fn.getline("."):find("nginx.enable = true;", 1, true) end)
say("fixed: " .. vim.trim(vim.fn.getline(".")))
vim.cmd("help atproto-ls")
say("help: " .. vim.fs.basename(vim.api.nvim_buf_get_name(0)))
vim.cmd("qall!")
