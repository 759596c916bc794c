//! What IAM calls what S3 does.
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html>

/// The operations whose action has another name.
const NAMED_OTHERWISE: [(&str, &str); 10] = [
    ("CompleteMultipartUpload", "PutObject"),
    ("CopyObject", "PutObject"),
    ("CreateMultipartUpload", "PutObject"),
    ("HeadBucket", "ListBucket"),
    ("ListBuckets", "ListAllMyBuckets"),
    ("ListMultipartUploads", "ListBucketMultipartUploads"),
    ("ListObjectVersions", "ListBucketVersions"),
    ("ListParts", "ListMultipartUploadParts"),
    ("UploadPart", "PutObject"),
    ("UploadPartCopy", "PutObject"),
];

/// The action that an operation needs on what its path names.
pub(super) fn action(operation: &str) -> String {
    let named = NAMED_OTHERWISE.iter().find(|(of, _)| *of == operation);
    format!("s3:{}", named.map_or(operation, |(_, action)| action))
}

/// What writing uses the bucket's key for. A part is sealed with the data key that its upload began
/// with, which is opened for each.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html#mpuAndPermissions>
pub(super) fn use_of_key(operation: &str) -> Option<&'static str> {
    match operation {
        "CopyObject" | "CreateMultipartUpload" | "PutObject" => Some("kms:GenerateDataKey"),
        "CompleteMultipartUpload" | "UploadPart" | "UploadPartCopy" => Some("kms:Decrypt"),
        _ => None,
    }
}
