--- :checkhealth atproto-ls
local M = {}

function M.check()
  local health, plugin = vim.health, require("atproto-ls")
  health.start("atproto-ls")
  if vim.fn.has("nvim-0.10") == 0 then
    health.error("Neovim 0.10 or later is needed")
    return
  end
  local program = plugin.config().cmd[1]
  if vim.fn.executable(program) == 0 then
    health.error(("`%s` is not on the PATH"):format(program), {
      "Install it: go install ./cmd/atproto-ls, or take it from a release",
      "Or name it: vim.g.atproto_ls_program = '/path/to/atproto-ls'",
    })
    return
  end
  health.ok(vim.trim(vim.fn.system({ program, "version" })))
  local clients = vim.lsp.get_clients({ name = "atproto_ls" })
  if #clients == 0 then
    health.info("no buffer uses it now: open a Nix file. Where one is open: vim.lsp.enable('atproto_ls') in your init.lua")
  end
  for _, client in ipairs(clients) do
    local buffers = vim.tbl_count(client.attached_buffers or {})
    health.ok(("running in %s for %d buffer(s)"):format(client.root_dir or "no folder", buffers))
  end
  local buffer = vim.fn.bufnr("#")
  local client = plugin.client(buffer)
  if client then
    local params = { command = "atproto-ls.optionSets", arguments = { vim.uri_from_bufnr(buffer) } }
    local answer, problem = plugin.request_sync(client, "workspace/executeCommand", params, 10000, buffer)
    health.info(answer and answer.result and vim.trim(answer.result.report) or vim.inspect(problem or answer.err))
  end
end

return M
