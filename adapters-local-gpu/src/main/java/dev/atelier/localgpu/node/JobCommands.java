package dev.atelier.localgpu.node;

import dev.atelier.application.NotificationBus;
import dev.atelier.domain.inference.InferenceJobId;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commands for jobs that another process runs. A command is a notification, so it may be lost, as the process may be: who
 * sends one waits for the answer, another notification, for a while only. Thread-safe.
 */
public final class JobCommands {

    private static final Logger LOG = LoggerFactory.getLogger(JobCommands.class);

    /** A node that is busy may take long to answer; those who wait are people. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final NotificationBus notificationBus;

    public JobCommands(NotificationBus notificationBus) {
        this.notificationBus = notificationBus;
    }

    /** What a job's node can be asked to do. */
    public enum Command {
        /** End the job early. */
        INTERRUPT("interrupt"),
        /** Go on with the next image. */
        SKIP("skip");

        private final String word;

        Command(String word) {
            this.word = word;
        }

        private String topic(InferenceJobId job, long token) {
            return word + "/" + job + "/" + token;
        }

        private String answerTopic(InferenceJobId job, long token, boolean obeyed) {
            return topic(job, token) + (obeyed ? "/obeyed" : "/declined");
        }
    }

    /**
     * Sends a command to the process that runs the attempt, and blocks until it was carried out. One that still waits for the
     * end of an earlier attempt, whose claim it has lost, does not answer.
     *
     * @param token the fencing token of the attempt's claim
     * @return false if it could not be, or no answer came in 5 s
     */
    public boolean send(InferenceJobId job, long token, Command command) {
        CompletableFuture<Void> obeyed = notificationBus.nextNotification(command.answerTopic(job, token, true));
        CompletableFuture<Void> declined = notificationBus.nextNotification(command.answerTopic(job, token, false));
        try {
            notificationBus.publish(command.topic(job, token));
            CompletableFuture.anyOf(obeyed, declined).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return obeyed.isDone();
        } catch (TimeoutException | ExecutionException noAnswer) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            obeyed.cancel(false);
            declined.cancel(false);
        }
    }

    /**
     * Carries the commands for an attempt out until closed.
     *
     * @param token the fencing token of its claim
     * @param action carries one out, on a thread of these; false if it could not
     */
    Subscription obey(InferenceJobId job, long token, Executor threads, Predicate<Command> action) {
        return new Subscription(job, token, threads, action);
    }

    /** Obeys until closed. */
    final class Subscription implements AutoCloseable {

        private final InferenceJobId job;
        private final long token;
        private final Executor threads;
        private final Predicate<Command> action;
        private final Map<Command, CompletableFuture<Void>> next = new EnumMap<>(Command.class);
        private boolean closed;

        private Subscription(InferenceJobId job, long token, Executor threads, Predicate<Command> action) {
            this.job = job;
            this.token = token;
            this.threads = threads;
            this.action = action;
            for (Command command : Command.values()) {
                listen(command);
            }
        }

        private synchronized void listen(Command command) {
            if (!closed) {
                CompletableFuture<Void> notification = notificationBus.nextNotification(command.topic(job, token));
                next.put(command, notification);
                notification.thenRun(() -> {
                    listen(command);
                    threads.execute(() -> carryOut(command));
                });
            }
        }

        private void carryOut(Command command) {
            boolean obeyed = false;
            try {
                obeyed = action.test(command);
            } catch (RuntimeException e) {
                LOG.warn("Inference {} could not be cut short", job, e);
            }
            notificationBus.publish(command.answerTopic(job, token, obeyed));
        }

        @Override
        public synchronized void close() {
            closed = true;
            next.values().forEach(notification -> notification.cancel(false));
        }
    }
}
