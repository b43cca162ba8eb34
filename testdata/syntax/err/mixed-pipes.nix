f: x: x |> f <| x
