//! IAM's names for the operations of S3.
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

/// The action that an operation needs on the resource in its path.
pub(super) fn action(operation: &str) -> String {
    let named = NAMED_OTHERWISE.iter().find(|(of, _)| *of == operation);
    format!("s3:{}", named.map_or(operation, |(_, action)| action))
}

/// How writing uses the bucket's key. A part is sealed with the data key of its upload, which is
/// opened for each part.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html#mpuAndPermissions>
pub(super) fn use_of_key(operation: &str) -> Option<&'static str> {
    match operation {
        "CopyObject" | "CreateMultipartUpload" | "PutObject" => Some("kms:GenerateDataKey"),
        "CompleteMultipartUpload" | "UploadPart" | "UploadPartCopy" => Some("kms:Decrypt"),
        _ => None,
    }
}
