-- Neovim 0.11 and later: vim.lsp.enable("atproto_ls").
return require("atproto-ls").config()
