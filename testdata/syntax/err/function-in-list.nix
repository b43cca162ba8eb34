f: [ f x: x ]
