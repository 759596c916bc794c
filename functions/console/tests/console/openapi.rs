//! stub
use crate::support::Answer;
pub(crate) fn check_answer(_m: &str, _p: &str, _a: &Answer) {}
