{ services.foo. }
