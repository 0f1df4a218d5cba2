package dev.atelier.application.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.atelier.domain.CapacityExceededException;
import dev.atelier.domain.access.UserName;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class InspectionTurnsTest {

    private static final UserName ANN = new UserName("ann");
    private static final UserName BEN = new UserName("ben");

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    @AfterEach
    void stop() {
        mayEnd.countDown();
        threads.shutdownNow();
    }

    @Test
    void oneFileOfAUserIsInspectedAtATime() {
        InspectionTurns turns = new InspectionTurns(Duration.ofMinutes(1), 4);
        List<CompletableFuture<Void>> requests =
                Stream.generate(() -> request(turns, ANN)).limit(4).toList();
        await().until(() -> running.get() == 1);

        mayEnd.countDown();

        requests.forEach(CompletableFuture::join);
        assertThat(most).hasValue(1);
    }

    @Test
    void theOthersWaitNoLongerThanIsAllowed() throws IOException {
        InspectionTurns turns = new InspectionTurns(Duration.ofMillis(50), 4);
        CompletableFuture<Void> first = request(turns, ANN);
        await().until(() -> running.get() == 1);

        assertThatThrownBy(() -> turns.inTurn(ANN, () -> {}))
                .isInstanceOf(CapacityExceededException.class)
                .hasMessage("other model files of user ann are being inspected; one at a time is inspected for each"
                        + " user, try again later");
        assertThatCode(() -> turns.inTurn(BEN, () -> {})).doesNotThrowAnyException();

        mayEnd.countDown();
        first.join();
        turns.inTurn(ANN, () -> {});
    }

    @Test
    void aClientMayCompleteManyUploadsAtOnce() throws IOException {
        InspectionTurns turns = new InspectionTurns(InspectionTurns.PATIENCE, InspectionTurns.MAX_WAITING);
        List<CompletableFuture<Void>> requests = new ArrayList<>();
        turns.inTurn(ANN, () -> {
            Stream.generate(() -> request(turns, ANN)).limit(60).forEach(requests::add);
            await().during(Duration.ofMillis(300)).until(() -> requests.stream().noneMatch(CompletableFuture::isDone));
        });

        mayEnd.countDown();

        requests.forEach(CompletableFuture::join);
        assertThat(most).hasValue(1);
    }

    @Test
    void onlyAFewWait() {
        InspectionTurns turns = new InspectionTurns(Duration.ofMinutes(1), 1);
        CompletableFuture<Void> first = request(turns, ANN);
        CompletableFuture<Void> second = request(turns, ANN);
        CompletableFuture<Void> third = request(turns, ANN);

        CompletableFuture<Object> rejected = CompletableFuture.anyOf(first, second, third);

        assertThatThrownBy(rejected::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(CapacityExceededException.class);
        mayEnd.countDown();
        await().until(() -> Stream.of(first, second, third).allMatch(CompletableFuture::isDone));
        assertThat(Stream.of(first, second, third).filter(CompletableFuture::isCompletedExceptionally))
                .hasSize(1);
    }

    @Test
    void whatRunsInTheBackgroundWaitsAsLongAsItTakes() {
        InspectionTurns turns = new InspectionTurns(Duration.ofMillis(1), 0);
        CompletableFuture<Void> first = request(turns, ANN);
        await().until(() -> running.get() == 1);
        CompletableFuture<Void> imported = CompletableFuture.runAsync(
                () -> {
                    try {
                        turns.inTurnAtLeisure(ANN, this::inspect);
                    } catch (IOException | InterruptedException e) {
                        throw new CompletionException(e);
                    }
                },
                threads);

        await().during(Duration.ofMillis(200)).until(() -> !imported.isDone());
        mayEnd.countDown();

        first.join();
        imported.join();
        assertThat(most).hasValue(1);
    }

    @Test
    void anInspectionThatFailsGivesItsTurnBack() throws IOException {
        InspectionTurns turns = new InspectionTurns(Duration.ofMillis(1), 4);
        assertThatThrownBy(() -> turns.inTurn(ANN, () -> {
                    throw new ModelFileRejectedException("no model");
                }))
                .isInstanceOf(ModelFileRejectedException.class);

        turns.inTurn(ANN, () -> running.incrementAndGet());

        assertThat(running).hasValue(1);
    }

    private CompletableFuture<Void> request(InspectionTurns turns, UserName user) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        turns.inTurn(user, this::inspect);
                    } catch (IOException e) {
                        throw new CompletionException(e);
                    }
                },
                threads);
    }

    private void inspect() throws IOException {
        most.accumulateAndGet(running.incrementAndGet(), Math::max);
        try {
            mayEnd.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        } finally {
            running.decrementAndGet();
        }
    }
}
