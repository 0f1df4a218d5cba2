/** Compute on AWS: SageMaker runs inferences and trainings, and S3, SNS, SQS and EventBridge tell what became of them. */
package dev.atelier.sagemaker;
