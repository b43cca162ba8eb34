--- The Neovim side of atproto-ls: how the language server is started, and its examples as a list to choose from.
local M = {}

local name = "atproto_ls"

--- What a folder has that configurations live in, strongest first.
local markers = { ".atproto-ls.toml", "flake.nix", ".git" }

--- The configuration of the client, in the form of |vim.lsp.Config|.
--- @return table
function M.config()
  return {
    cmd = { vim.g.atproto_ls_program or "atproto-ls", "serve", "--stdio" },
    filetypes = { "nix" },
    root_markers = markers,
    settings = { ["atproto-ls"] = vim.empty_dict() },
  }
end

--- Starts the language server for a buffer, or attaches to the one that runs: what Neovim 0.10 has in place of
--- |vim.lsp.enable()|.
--- @param buffer? integer  0 or nil: the current one
--- @param overrides? table  laid over the configuration: { settings = { ["atproto-ls"] = { check = { ignore = { "ATP110" } } } } }
--- @return integer?  the client's number, nil where it could not be started
function M.start(buffer, overrides)
  buffer = (buffer == nil or buffer == 0) and vim.api.nvim_get_current_buf() or buffer
  local config = vim.tbl_deep_extend("force", M.config(), { name = name }, overrides or {})
  config.root_dir = config.root_dir or vim.fs.root(buffer, config.root_markers)
  return vim.lsp.start(config, { bufnr = buffer })
end

--- The client that is attached to a buffer.
--- @param buffer integer
--- @return table?
function M.client(buffer)
  return vim.lsp.get_clients({ bufnr = buffer, name = name })[1]
end

--- @param client table
--- @param method string
--- @param params table
--- @param buffer integer
--- @param done fun(result: any)
local function request(client, method, params, buffer, done)
  local answer = function(problem, result)
    if problem then
      vim.notify("atproto-ls: " .. problem.message, vim.log.levels.ERROR)
    else
      done(result)
    end
  end
  if vim.fn.has("nvim-0.11") == 1 then
    client:request(method, params, answer, buffer)
  else
    client.request(method, params, answer, buffer)
  end
end

--- @param client table
--- @param method string
--- @param params table
--- @param patience integer  milliseconds
--- @param buffer integer
--- @return { result: any, err: any }?, string?  the answer, or why there is none
function M.request_sync(client, method, params, patience, buffer)
  if vim.fn.has("nvim-0.11") == 1 then
    return client:request_sync(method, params, patience, buffer)
  end
  return client.request_sync(method, params, patience, buffer)
end

--- Asks which example to insert into the current buffer, and inserts it where the cursor is.
--- @param wanted? string  the title of one, to take it without asking
function M.examples(wanted)
  local buffer = vim.api.nvim_get_current_buf()
  local client = M.client(buffer)
  if not client then
    vim.notify("atproto-ls is not attached to this buffer; see :checkhealth atproto-ls", vim.log.levels.WARN)
    return
  end
  local params = vim.lsp.util.make_range_params(0, client.offset_encoding)
  params.context = { diagnostics = {}, only = { "refactor.insert" } }
  local function apply(action)
    if not action then
      return
    end
    local function edit(resolved)
      vim.lsp.util.apply_workspace_edit(resolved.edit, client.offset_encoding)
    end
    if action.edit then
      edit(action)
    else
      request(client, "codeAction/resolve", action, buffer, edit)
    end
  end
  request(client, "textDocument/codeAction", params, buffer, function(actions)
    if not actions or #actions == 0 then
      vim.notify("No example fits here: it needs a NixOS module that can be read.", vim.log.levels.INFO)
      return
    end
    local function title(action)
      return (action.title:gsub("^Insert example: ", ""))
    end
    for _, action in ipairs(actions) do
      if title(action) == wanted then
        return apply(action)
      end
    end
    local function line(action)
      local about = type(action.data) == "table" and action.data.about
      return about and ("%-32s %s"):format(title(action), about) or title(action)
    end
    vim.ui.select(actions, { prompt = "Insert example", format_item = line, kind = "atproto-ls" }, apply)
  end)
end

return M
