map: let true = map; inherit (true) import; in [ true import __curPos __sub ]
