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
 * Reads the SQS queue that SNS and EventBridge deliver to, from the start of this service to its end. A message leaves the
 * queue once it has been dealt with; one that could not be for the moment comes again, as often as the queue lets it.
 */
public final class SqsEventListener implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SqsEventListener.class);

    /** One, so that none lies hidden here, and comes again before its turn, while a large answer is read. */
    private static final int MAX_MESSAGES = 1;

    private static final int WAIT_SECONDS = 20;
    private static final int HIDDEN_SECONDS = 120;
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

    /** Begins to listen; to be called once. */
    public void start() {
        thread.start();
    }

    /** Takes no more messages; the ones being dealt with are finished, unless they take too long. */
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
        while (isWanted()) {
            try {
                work(receive());
                pause = FIRST_PAUSE;
            } catch (RuntimeException | Error e) {
                if (isWanted()) {
                    LOG.warn("The queue of events cannot be read; it is tried again in {}", pause, e);
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
                        .visibilityTimeout(HIDDEN_SECONDS))
                .messages();
    }

    private void work(List<Message> messages) {
        for (Message message : messages) {
            working.lock();
            try {
                if (isWanted()) {
                    deal(message);
                }
            } finally {
                working.unlock();
            }
        }
    }

    private void deal(Message message) {
        try {
            awsEventDispatcher.take(message.body());
        } catch (RuntimeException | Error e) {
            LOG.warn("An event could not be dealt with; the queue delivers it again", e);
            return;
        }
        sqs.deleteMessage(request -> request.queueUrl(queueUrl).receiptHandle(message.receiptHandle()));
    }

    private boolean isWanted() {
        return stopped.getCount() > 0;
    }

    private void await(Duration pause) {
        try {
            if (stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("The queue of events is not listened to any more");
            }
        } catch (InterruptedException e) {
            LOG.debug("Nobody of ours interrupts; the queue is read again");
        }
    }
}
