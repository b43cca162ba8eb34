-- What a person does in Neovim, without the person: prints what was seen as one object of JSON. The working directory is a
-- workspace with configuration.nix; MODE is how the client starts, "enable" or "start".
local seen = { version = tostring(vim.version()) }

local function wait(what, condition)
  assert(vim.wait(20000, condition, 20), "gave up waiting for " .. what)
end

local function at(line, text)
  local found = vim.api.nvim_buf_get_lines(0, line - 1, line, true)[1]:find(text, 1, true)
  vim.api.nvim_win_set_cursor(0, { line, found - 1 })
end

local function line_of(text)
  for number, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, true)) do
    if line:find(text, 1, true) then
      return number
    end
  end
  error("no line has " .. text)
end

local function diagnostics()
  local found = {}
  for _, d in ipairs(vim.diagnostic.get(0, { severity = { min = vim.diagnostic.severity.WARN } })) do
    table.insert(found, ("%d:%d %s %s"):format(d.lnum + 1, d.col + 1, d.code, d.message))
  end
  table.sort(found)
  return found
end

local function float()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= "" then
      return table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false), "\n"), window
    end
  end
end

local function text()
  return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), "\n") .. "\n"
end

local function story()
  vim.cmd("filetype on")
  vim.filetype.add({ extension = { nix = "nix" } })
  if vim.env.MODE == "enable" then
    vim.lsp.enable("atproto_ls")
  else
    vim.api.nvim_create_autocmd("FileType", {
      pattern = "nix",
      callback = function(event) require("atproto-ls").start(event.buf) end,
    })
  end
  vim.cmd("edit configuration.nix")
  local client
  wait("the client", function()
    client = require("atproto-ls").client(0)
    return client and client.initialized
  end)
  seen.encoding, seen.root = client.offset_encoding, client.root_dir
  wait("diagnostics", function() return #diagnostics() >= 2 end)
  seen.diagnostics = diagnostics()

  at(line_of("database.type"), "type")
  vim.lsp.buf.hover()
  wait("the hover", float)
  local window
  seen.hover, window = float()
  vim.api.nvim_win_close(window, true)

  at(line_of("database.type"), "type")
  vim.lsp.buf.declaration()
  wait("the declaration", function() return vim.api.nvim_buf_get_name(0):find("database.nix", 1, true) end)
  seen.declared = vim.api.nvim_buf_get_name(0) .. (vim.bo.readonly and " read-only " or " ") .. vim.api.nvim_get_current_line()
  vim.cmd("buffer configuration.nix")

  local mistake = line_of("nginx.enabel")
  at(mistake, "enabel")
  vim.lsp.buf.code_action({ apply = true, filter = function(action) return action.isPreferred end })
  wait("the fix", function() return text():find("nginx.enable = true;", 1, true) end)

  local enable = line_of("enable = true;")
  vim.api.nvim_buf_set_lines(0, enable, enable, true, { "    metrics.en" })
  vim.api.nvim_win_set_cursor(0, { enable + 1, 13 })
  local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
  params.position.character = 14
  local answers = assert(vim.lsp.buf_request_sync(0, "textDocument/completion", params, 20000))
  seen.completion = {}
  for _, answer in pairs(answers) do
    for _, item in ipairs(answer.result.items or answer.result) do
      table.insert(seen.completion, item.label)
    end
  end
  vim.api.nvim_buf_set_lines(0, enable, enable + 1, true, {})

  vim.api.nvim_win_set_cursor(0, { 1, 0 })
  vim.ui.select = function(items, options, done)
    seen.examples = vim.tbl_map(options.format_item, items)
    for _, item in ipairs(items) do
      if vim.startswith(options.format_item(item), "PostgreSQL ") then
        return done(item)
      end
    end
    done(nil)
  end
  vim.cmd("AtprotoLsExamples")
  wait("the example", function() return text():find("atproto.integration", 1, true) end)
  seen.text = text()

  vim.cmd("checkhealth atproto-ls")
  seen.health = text()
  vim.cmd("bwipeout")

  seen.documented = {}
  for _, file in ipairs(vim.fn.glob("../documented/*", true, true)) do
    vim.cmd("edit " .. file .. "/configuration.nix")
    wait("the client", function() return require("atproto-ls").client(0) end)
    local quiet = 0 -- a file with nothing wrong in it never says so; one with something has said it by then
    vim.wait(1500, function()
      quiet = #diagnostics() > 0 and quiet + 1 or 0
      return quiet > 10
    end, 20)
    seen.documented[vim.fs.basename(file)] = diagnostics()
  end
end

local ok, problem = xpcall(story, debug.traceback)
seen.problem = not ok and problem or nil
io.stdout:write(vim.json.encode(seen) .. "\n")
for _, client in ipairs(vim.lsp.get_clients()) do
  if vim.fn.has("nvim-0.11") == 1 then
    client:stop()
  else
    client.stop()
  end
end
vim.wait(3000, function() return #vim.lsp.get_clients() == 0 end)
vim.cmd(ok and "qall!" or "cquit!")
