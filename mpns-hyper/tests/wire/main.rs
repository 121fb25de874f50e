//! What this transport alone has, on the wire to scripted servers on loopback. What both transports do alike is tested
//! for both at once, in the package `mpns-tests`.

#![cfg(test)]

mod deliver;
mod fan_out;
mod reuse;
mod runtime;
mod support;
