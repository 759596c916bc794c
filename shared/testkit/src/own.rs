/// The methods of `InboundPorts`, `RunPorts` and the like, for a type that is these ports itself.
#[macro_export]
macro_rules! own_ports {
    ($($port:ident $name:ident),+ $(,)?) => {$(
        type $port = Self;

        fn $name(&self) -> &Self {
            self
        }
    )+};
}
