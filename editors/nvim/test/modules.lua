-- What a person does with an option of modules that the settings name: waits for the error, asks what the option is, goes to
-- where it is declared. OPTION is its last name.
local person = dofile(vim.fs.dirname(debug.getinfo(1, "S").source:sub(2)) .. "/person.lua")
local say, wait = person.say, person.wait

local option = vim.env.OPTION
wait("diagnostics", function() return #vim.diagnostic.get(0) >= 1 end)
for _, d in ipairs(vim.diagnostic.get(0)) do
  say(d.code)
end
vim.fn.search(option)
local client = vim.lsp.get_clients({ bufnr = 0 })[1]
local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
say(client:request_sync("textDocument/hover", params, 20000, 0).result.contents.value)
vim.lsp.buf.declaration()
wait("the declaration", function() return vim.fn.expand("%:t") ~= "configuration.nix" end)
local file = vim.fn.expand("%:p")
say(("declared: %s:%d %s"):format(vim.fn.fnamemodify(file, ":h:t") .. "/" .. vim.fs.basename(file), vim.fn.line("."), vim.trim(vim.fn.getline("."))))
vim.cmd("qall!")
