/**
 * Compute on AWS: inferences and trainings on SageMaker, their completion reported through S3, SNS, SQS and
 * EventBridge.
 */
package dev.atelier.sagemaker;
