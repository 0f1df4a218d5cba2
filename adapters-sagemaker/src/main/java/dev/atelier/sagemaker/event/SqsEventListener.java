package dev.atelier.sagemaker.event;

import dev.atelier.application.queue.BackgroundLoop;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * Consumes the SQS queue that SNS and EventBridge deliver to. A message is deleted once it has been processed; after a
 * failure SQS delivers it again, according to its redrive policy.
 */
public final class SqsEventListener implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SqsEventListener.class);

    /** One, so that no message's visibility timeout expires while a large response is read. */
    private static final int MAX_MESSAGES = 1;

    private static final int WAIT_SECONDS = 20;
    private static final int VISIBILITY_TIMEOUT_SECONDS = 120;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration MAX_PAUSE = Duration.ofMinutes(1);
    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(10);

    private final SqsClient sqs;
    private final String queueUrl;
    private final AwsEventDispatcher awsEventDispatcher;
    private final ReentrantLock working = new ReentrantLock();
    private final BackgroundLoop loop =
            new BackgroundLoop("aws-events", FIRST_PAUSE, MAX_PAUSE, LOG::warn, this::receiveAndProcess);

    public SqsEventListener(SqsClient sqs, String queueUrl, AwsEventDispatcher awsEventDispatcher) {
        this.sqs = sqs;
        this.queueUrl = queueUrl;
        this.awsEventDispatcher = awsEventDispatcher;
    }

    /** Starts listening. Must be called once. */
    public void start() {
        loop.start();
    }

    /** Receives no more messages and waits a limited time for the one in progress. */
    @Override
    public void close() {
        loop.requestStop();
        try {
            if (working.tryLock(SHUTDOWN_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                working.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration receiveAndProcess() {
        receive().forEach(this::processUnlessStopped);
        return Duration.ZERO;
    }

    private List<Message> receive() {
        return sqs.receiveMessage(request -> request.queueUrl(queueUrl)
                        .maxNumberOfMessages(MAX_MESSAGES)
                        .waitTimeSeconds(WAIT_SECONDS)
                        .visibilityTimeout(VISIBILITY_TIMEOUT_SECONDS))
                .messages();
    }

    private void processUnlessStopped(Message message) {
        working.lock();
        try {
            if (loop.isRunning()) {
                process(message);
            }
        } finally {
            working.unlock();
        }
    }

    private void process(Message message) {
        try {
            awsEventDispatcher.dispatch(message.body());
        } catch (RuntimeException | Error e) {
            LOG.warn("Could not process an event; SQS delivers it again", e);
            return;
        }
        sqs.deleteMessage(request -> request.queueUrl(queueUrl).receiptHandle(message.receiptHandle()));
    }
}
