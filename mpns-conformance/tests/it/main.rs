//! The suite against transports that are right, and that are wrong.

#![cfg(test)]

mod async_transport;
mod careless;
mod catch;
mod exceptions;
mod tcp;
mod transport;
mod wrong_errors;
mod wrong_requests;
mod wrong_responses;
