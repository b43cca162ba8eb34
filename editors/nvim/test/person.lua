-- What the scripts of people in Neovim share: saying what is seen, and waiting for it.
local person = {}

function person.say(text)
  io.stdout:write(text, "\n")
end

function person.wait(what, condition)
  if not vim.wait(20000, condition, 20) then
    io.stderr:write("gave up waiting for " .. what .. "\n")
    vim.cmd("cquit!")
  end
end

return person
