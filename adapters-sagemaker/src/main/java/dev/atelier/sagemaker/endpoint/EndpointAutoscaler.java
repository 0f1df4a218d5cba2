package dev.atelier.sagemaker.endpoint;

import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.domain.endpoint.InstanceCounts;
import dev.atelier.sagemaker.aws.AwsErrorClassifier;
import dev.atelier.sagemaker.aws.AwsResourceNames;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.applicationautoscaling.ApplicationAutoScalingClient;
import software.amazon.awssdk.services.applicationautoscaling.model.AdjustmentType;
import software.amazon.awssdk.services.applicationautoscaling.model.MetricAggregationType;
import software.amazon.awssdk.services.applicationautoscaling.model.MetricDimension;
import software.amazon.awssdk.services.applicationautoscaling.model.MetricStatistic;
import software.amazon.awssdk.services.applicationautoscaling.model.MetricType;
import software.amazon.awssdk.services.applicationautoscaling.model.PolicyType;
import software.amazon.awssdk.services.applicationautoscaling.model.PutScalingPolicyRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.ScalableDimension;
import software.amazon.awssdk.services.applicationautoscaling.model.ServiceNamespace;
import software.amazon.awssdk.services.applicationautoscaling.model.StepAdjustment;
import software.amazon.awssdk.services.applicationautoscaling.model.TargetTrackingScalingPolicyConfiguration;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.ComparisonOperator;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricAlarmRequest;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;
import software.amazon.awssdk.services.cloudwatch.model.Tag;

/**
 * Sets up autoscaling of endpoints. Async endpoints may scale to zero, where there is no load per instance; a second
 * policy adds the first instance when a job waits. Remembers what this process has set up last. Thread-safe.
 */
final class EndpointAutoscaler {

    private static final Logger LOG = LoggerFactory.getLogger(EndpointAutoscaler.class);
    private static final ServiceNamespace NAMESPACE = ServiceNamespace.SAGEMAKER;
    private static final ScalableDimension DIMENSION = ScalableDimension.SAGEMAKER_VARIANT_DESIRED_INSTANCE_COUNT;
    private static final String METRICS = "AWS/SageMaker";
    private static final double BACKLOG_PER_INSTANCE = 3;
    private static final double CALLS_PER_INSTANCE = 5;
    private static final int SCALE_IN_COOLDOWN = 180;
    private static final int SCALE_OUT_COOLDOWN = 60;
    private static final int ALARM_PERIOD = 60;
    private static final int ALARM_PERIODS = 2;

    private final ApplicationAutoScalingClient scaling;
    private final CloudWatchClient alarms;
    private final AwsResourceNames awsResourceNames;

    /** Empty while it is not known what AWS has: a call has failed, or is in progress. */
    private final Map<EndpointId, Optional<InstanceCounts>> applied = new ConcurrentHashMap<>();

    EndpointAutoscaler(
            ApplicationAutoScalingClient scaling, CloudWatchClient alarms, AwsResourceNames awsResourceNames) {
        this.scaling = scaling;
        this.alarms = alarms;
        this.awsResourceNames = awsResourceNames;
    }

    /** Whether what this process has set up last, if anything, is what the counts of the endpoint ask for. */
    boolean hasApplied(Endpoint endpoint) {
        return endpoint.counts().autoscaling()
                ? Optional.of(endpoint.counts()).equals(applied.get(endpoint.id()))
                : !applied.containsKey(endpoint.id());
    }

    /** Forgets what was set up for others, without a call. */
    void retain(Set<EndpointId> known) {
        applied.keySet().retainAll(known);
    }

    /**
     * Registers the scaling target and policies. The endpoint must be in service. Idempotent. One call after the other, so that
     * what is remembered is what the last one has set up.
     */
    synchronized void register(Endpoint endpoint) {
        applied.put(endpoint.id(), Optional.empty());
        String name = awsResourceNames.of(endpoint.id());
        String target = scaling.registerScalableTarget(register -> register.serviceNamespace(NAMESPACE)
                        .scalableDimension(DIMENSION)
                        .resourceId(resource(name))
                        .minCapacity(endpoint.counts().min())
                        .maxCapacity(endpoint.counts().max()))
                .scalableTargetARN();
        if (endpoint.type() == InferenceType.REAL_TIME) {
            scaling.putScalingPolicy(tracking(name, calls()));
        } else {
            scaling.putScalingPolicy(tracking(name, backlog(name)));
            wakeFromZero(name);
        }
        tag(target);
        applied.put(endpoint.id(), Optional.of(endpoint.counts()));
    }

    /**
     * Tags the target, in a separate call, because registering an existing target with tags fails. The endpoint scales
     * without its tag, too.
     */
    private void tag(String target) {
        try {
            scaling.tagResource(tag ->
                    tag.resourceARN(target).tags(Map.of(AwsResourceNames.INSTALLATION_TAG, awsResourceNames.prefix())));
        } catch (SdkException e) {
            LOG.warn("Could not tag scalable target {}; it works without", target, e);
        }
    }

    /** Removes what {@link #register} created. Idempotent. */
    synchronized void remove(EndpointId endpoint) {
        applied.put(endpoint, Optional.empty());
        String name = awsResourceNames.of(endpoint);
        AwsErrorClassifier.ignoringNotFound(() -> alarms.deleteAlarms(request -> request.alarmNames(alarm(name))));
        // This deletes the policies, too.
        AwsErrorClassifier.ignoringNotFound(() -> scaling.deregisterScalableTarget(target ->
                target.serviceNamespace(NAMESPACE).scalableDimension(DIMENSION).resourceId(resource(name))));
        applied.remove(endpoint);
    }

    private static PutScalingPolicyRequest tracking(
            String name, TargetTrackingScalingPolicyConfiguration.Builder metric) {
        return policy(name, "load")
                .policyType(PolicyType.TARGET_TRACKING_SCALING)
                .targetTrackingScalingPolicyConfiguration(metric.scaleInCooldown(SCALE_IN_COOLDOWN)
                        .scaleOutCooldown(SCALE_OUT_COOLDOWN)
                        .build())
                .build();
    }

    private static TargetTrackingScalingPolicyConfiguration.Builder calls() {
        return TargetTrackingScalingPolicyConfiguration.builder()
                .targetValue(CALLS_PER_INSTANCE)
                .predefinedMetricSpecification(
                        metric -> metric.predefinedMetricType(MetricType.SAGE_MAKER_VARIANT_INVOCATIONS_PER_INSTANCE));
    }

    private static TargetTrackingScalingPolicyConfiguration.Builder backlog(String name) {
        return TargetTrackingScalingPolicyConfiguration.builder()
                .targetValue(BACKLOG_PER_INSTANCE)
                .customizedMetricSpecification(metric -> metric.metricName("ApproximateBacklogSizePerInstance")
                        .namespace(METRICS)
                        .dimensions(MetricDimension.builder()
                                .name("EndpointName")
                                .value(name)
                                .build())
                        .statistic(MetricStatistic.AVERAGE));
    }

    private void wakeFromZero(String name) {
        String policy = scaling.putScalingPolicy(policy(name, "wake")
                        .policyType(PolicyType.STEP_SCALING)
                        .stepScalingPolicyConfiguration(steps -> steps.adjustmentType(AdjustmentType.CHANGE_IN_CAPACITY)
                                .metricAggregationType(MetricAggregationType.AVERAGE)
                                .cooldown(SCALE_OUT_COOLDOWN)
                                .stepAdjustments(StepAdjustment.builder()
                                        .metricIntervalLowerBound(0.0)
                                        .scalingAdjustment(1)
                                        .build()))
                        .build())
                .policyARN();
        putAlarm(PutMetricAlarmRequest.builder()
                .alarmName(alarm(name))
                .namespace(METRICS)
                .metricName("HasBacklogWithoutCapacity")
                .dimensions(Dimension.builder().name("EndpointName").value(name).build())
                .statistic(Statistic.AVERAGE)
                .period(ALARM_PERIOD)
                .evaluationPeriods(ALARM_PERIODS)
                .datapointsToAlarm(ALARM_PERIODS)
                .threshold(1.0)
                .comparisonOperator(ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD)
                .treatMissingData("missing")
                .alarmActions(policy)
                .build());
    }

    /** Credentials that may not tag may still create the alarm. */
    private void putAlarm(PutMetricAlarmRequest alarm) {
        Tag tag = Tag.builder()
                .key(AwsResourceNames.INSTALLATION_TAG)
                .value(awsResourceNames.prefix())
                .build();
        try {
            alarms.putMetricAlarm(alarm.toBuilder().tags(tag).build());
        } catch (SdkException e) {
            if (!AwsErrorClassifier.isDenied(e)) {
                throw e;
            }
            alarms.putMetricAlarm(alarm);
            LOG.warn("Could not tag alarm {}; it works without", alarm.alarmName(), e);
        }
    }

    private static PutScalingPolicyRequest.Builder policy(String name, String kind) {
        return PutScalingPolicyRequest.builder()
                .policyName(name + "-" + kind)
                .serviceNamespace(NAMESPACE)
                .scalableDimension(DIMENSION)
                .resourceId(resource(name));
    }

    private static String resource(String name) {
        return "endpoint/" + name + "/variant/" + EndpointRequestFactory.VARIANT;
    }

    private static String alarm(String name) {
        return name + "-wake";
    }
}
