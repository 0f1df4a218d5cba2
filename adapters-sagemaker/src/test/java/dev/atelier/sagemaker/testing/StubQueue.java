package dev.atelier.sagemaker.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The SQS queue, with SNS and EventBridge in front of it. Nothing is delivered until {@link #open} is called. The
 * visibility timeout is short, whatever the receiver requests.
 */
public final class StubQueue {

    private static final long VISIBILITY_MILLIS = 300;

    private final String url;
    private final ScheduledExecutorService timer;
    private final BlockingQueue<String> visible = new LinkedBlockingQueue<>();
    private final Map<String, String> received = new ConcurrentHashMap<>();
    private volatile boolean open;

    StubQueue(String url, ScheduledExecutorService timer) {
        this.url = url;
        this.timer = timer;
    }

    public String url() {
        return url;
    }

    /** Starts delivery. */
    public void open() {
        open = true;
    }

    /** Adds a message, also while delivery is off. */
    public void send(String body) {
        visible.add(body);
    }

    /** Whether all messages were deleted. */
    public boolean isEmpty() {
        return visible.isEmpty() && received.isEmpty();
    }

    /** As EventBridge delivers. */
    void deliver(String event) {
        if (open) {
            send(event);
        }
    }

    /** As SNS delivers. */
    void notify(String topic, String message) {
        deliver(notification(topic, message));
    }

    /** The envelope of SNS around a message. */
    public static String notification(String topic, String message) {
        return AwsStub.object()
                .put("Type", "Notification")
                .put("MessageId", UUID.randomUUID().toString())
                .put("TopicArn", topic)
                .put("Message", message)
                .toString();
    }

    Map<String, AwsStub.Operation> operations() {
        return Map.of("ReceiveMessage", this::receive, "DeleteMessage", this::delete);
    }

    private ObjectNode receive(JsonNode body) {
        List<String> taken = new ArrayList<>();
        try {
            // A fraction of the requested time, so that receivers end soon.
            String first =
                    visible.poll(Math.min(500, body.path("WaitTimeSeconds").asInt() * 1000L), TimeUnit.MILLISECONDS);
            if (first != null) {
                taken.add(first);
                visible.drainTo(taken, body.path("MaxNumberOfMessages").asInt(1) - 1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ObjectNode answer = AwsStub.object();
        taken.forEach(message -> answer.withArray("/Messages").add(handed(message)));
        return answer;
    }

    private ObjectNode handed(String message) {
        String handle = UUID.randomUUID().toString();
        received.put(handle, message);
        timer.schedule(() -> comeBack(handle), VISIBILITY_MILLIS, TimeUnit.MILLISECONDS);
        return AwsStub.object()
                .put("MessageId", UUID.randomUUID().toString())
                .put("ReceiptHandle", handle)
                .put("Body", message)
                .put("MD5OfBody", md5(message));
    }

    private void comeBack(String handle) {
        String message = received.remove(handle);
        if (message != null) {
            visible.add(message);
        }
    }

    private ObjectNode delete(JsonNode body) {
        received.remove(body.path("ReceiptHandle").asText());
        return AwsStub.object();
    }

    private static String md5(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
            return String.format("%032x", new BigInteger(1, digest));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
