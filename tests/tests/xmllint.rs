//! Documents in the hands of libxml2.
