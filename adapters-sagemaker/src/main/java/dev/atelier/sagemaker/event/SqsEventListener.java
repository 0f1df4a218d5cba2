package dev.atelier.sagemaker.event;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
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
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final ReentrantLock working = new ReentrantLock();
    private final Thread thread = new Thread(this::listen, "aws-events");

    public SqsEventListener(SqsClient sqs, String queueUrl, AwsEventDispatcher awsEventDispatcher) {
        this.sqs = sqs;
        this.queueUrl = queueUrl;
        this.awsEventDispatcher = awsEventDispatcher;
        thread.setDaemon(true);
    }

    /** Starts listening. Must be called once. */
    public void start() {
        thread.start();
    }

    /** Receives no more messages and waits a limited time for the one in progress. */
    @Override
    public void close() {
        stopped.countDown();
        try {
            if (working.tryLock(SHUTDOWN_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                working.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void listen() {
        Duration pause = FIRST_PAUSE;
        while (isRunning()) {
            try {
                work(receive());
                pause = FIRST_PAUSE;
            } catch (RuntimeException | Error e) {
                if (isRunning()) {
                    LOG.warn("Could not read the event queue; retrying in {}", pause, e);
                }
                await(pause);
                Duration longer = pause.multipliedBy(2);
                pause = longer.compareTo(MAX_PAUSE) < 0 ? longer : MAX_PAUSE;
            }
        }
    }

    private List<Message> receive() {
        return sqs.receiveMessage(request -> request.queueUrl(queueUrl)
                        .maxNumberOfMessages(MAX_MESSAGES)
                        .waitTimeSeconds(WAIT_SECONDS)
                        .visibilityTimeout(VISIBILITY_TIMEOUT_SECONDS))
                .messages();
    }

    private void work(List<Message> messages) {
        for (Message message : messages) {
            working.lock();
            try {
                if (isRunning()) {
                    process(message);
                }
            } finally {
                working.unlock();
            }
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

    private boolean isRunning() {
        return stopped.getCount() > 0;
    }

    private void await(Duration pause) {
        try {
            if (stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("Stopped listening to the event queue");
            }
        } catch (InterruptedException e) {
            LOG.debug("Interrupted; reading the event queue again");
        }
    }
}
