package dev.atelier.localgpu.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.testing.InMemoryNotificationBus;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.localgpu.node.JobCommands.Command;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class JobCommandsTest {

    private static final long TOKEN = 7;

    private final InferenceJobId job = new InferenceJobId(UUID.randomUUID());
    private final InMemoryNotificationBus bus = new InMemoryNotificationBus();
    private final JobCommands commands = new JobCommands(bus);
    private final ExecutorService threads = Executors.newSingleThreadExecutor();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void aCommandIsCarriedOutWheneverItIsSent() {
        List<Command> obeyed = new CopyOnWriteArrayList<>();
        commands.obey(job, TOKEN, threads, obeyed::add);
        assertThat(commands.send(job, TOKEN, Command.SKIP)).isTrue();
        assertThat(commands.send(job, TOKEN, Command.SKIP)).isTrue();
        assertThat(commands.send(job, TOKEN, Command.INTERRUPT)).isTrue();
        assertThat(obeyed).containsExactly(Command.SKIP, Command.SKIP, Command.INTERRUPT);
    }

    /** Of a replica that lost its claim, and still waits for its node. */
    @Test
    void anEarlierAttemptDoesNotAnswerForThePresentOne() {
        List<String> asked = new CopyOnWriteArrayList<>();
        commands.obey(job, TOKEN - 1, threads, command -> {
            asked.add("earlier");
            return false;
        });
        commands.obey(job, TOKEN, threads, command -> asked.add("present"));
        assertThat(commands.send(job, TOKEN, Command.INTERRUPT)).isTrue();
        assertThat(asked).containsExactly("present");
    }

    @Test
    void whatCannotBeCarriedOutIsSaidAtOnce() {
        long begin = System.nanoTime();
        JobCommands.Subscription fails = commands.obey(job, TOKEN, threads, command -> {
            throw new IllegalStateException("on purpose");
        });
        assertThat(commands.send(job, TOKEN, Command.INTERRUPT)).isFalse();
        fails.close();
        commands.obey(job, TOKEN, threads, command -> false);
        assertThat(commands.send(job, TOKEN, Command.INTERRUPT)).isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    @Tag("slow")
    void withoutAnAnswerTheSenderWaitsForAWhileOnly() {
        commands.obey(job, TOKEN, threads, command -> true).close();
        assertThat(commands.send(job, TOKEN, Command.INTERRUPT)).isFalse();
        for (String topic : List.of("interrupt/", "skip/")) {
            assertThat(bus.waiters(topic + job + "/" + TOKEN)).isZero();
            assertThat(bus.waiters(topic + job + "/" + TOKEN + "/obeyed")).isZero();
            assertThat(bus.waiters(topic + job + "/" + TOKEN + "/declined")).isZero();
        }
    }
}
