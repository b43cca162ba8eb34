[ (let { x = 1; body = x; }) (let { body = { a = 1; }; }).a ]
