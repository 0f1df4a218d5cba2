package dev.atelier.application.testing;

import static dev.atelier.application.testing.TestJobs.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.inference.InferenceJobRepository;
import dev.atelier.application.inference.InferenceQueue;
import dev.atelier.application.inference.InferenceQueue.Claim;
import dev.atelier.application.inference.InferenceQueue.Claimant;
import dev.atelier.application.inference.InferenceQueue.Retry;
import dev.atelier.application.inference.RemoteInvocationRepository;
import dev.atelier.application.usage.UsageDimension;
import dev.atelier.application.usage.UsageTotal;
import dev.atelier.application.usage.UsageTotals;
import dev.atelier.application.usage.UsageTotals.Filter;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.TaskType;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The contract of {@link UsageTotals}, and of those who count jobs for it. */
public abstract class UsageContract {

    private static final Duration LEASE = Duration.ofHours(1);
    private static final Instant FIRST_DAY = Instant.parse("2026-03-04T23:59:50Z");
    private static final Filter EVERYTHING = new Filter(
            LocalDate.parse("1970-01-01"), LocalDate.parse("9999-12-31"), Optional.empty(), Optional.empty());
    private static final Set<UsageDimension> ALL = EnumSet.allOf(UsageDimension.class);

    private final Instant begin = Instant.now();

    /** The port: nothing was used at the start of each test. */
    protected abstract UsageTotals totals();

    /** The jobs of the same database: none at the start of each test. */
    protected abstract InferenceJobRepository jobs();

    protected abstract InferenceQueue queue();

    protected abstract RemoteInvocationRepository invocations();

    /** All nodes that have a job work on it for this long. */
    protected abstract void letNodesWork(Duration time);

    @Test
    void aJobThatSucceededCountsOnceWithItsImagesAndTheTimeOfItsNode() {
        TestJobs job = job().by("ann").generation("paint.safetensors").createdAt(FIRST_DAY);
        enqueue(job);
        Claim claim = claim("n1");
        letNodesWork(Duration.ofSeconds(10));
        queue().releaseNode(claim, LEASE);
        InferenceJob ended = claim.inference().succeed(List.of("a.png", "b.png"), FIRST_DAY.plusSeconds(10));

        assertThat(queue().complete(claim, ended)).isTrue();
        assertThat(queue().complete(claim, ended)).isFalse();
        assertThat(jobs().end(ended)).isFalse();

        UsageTotal total = only();
        assertThat(total.values())
                .isEqualTo(Map.of(
                        UsageDimension.DAY,
                        "2026-03-05",
                        UsageDimension.USER,
                        "ann",
                        UsageDimension.MODEL,
                        "paint.safetensors",
                        UsageDimension.ENDPOINT,
                        "e-" + TestJobs.ENDPOINT));
        assertThat(total.key()).containsExactly("2026-03-05", "ann", "paint.safetensors", "e-" + TestJobs.ENDPOINT);
        assertCounts(total, 1, 0, 0, 2);
        assertSeconds(total, 10);
    }

    @Test
    void theAttemptsOfAJobCountTogetherAndTheJobOnce() {
        enqueue(job());
        Claim first = claim("n1");
        letNodesWork(Duration.ofSeconds(10));
        queue().requeue(first, "it broke", Retry.behind(Duration.ZERO));
        Claim second = claim("n2");
        letNodesWork(Duration.ofSeconds(5));

        assertThat(queue().complete(first, failed(first))).isFalse();
        assertThat(queue().complete(second, failed(second))).isTrue();

        assertCounts(only(), 0, 1, 0, 0);
        assertSeconds(only(), 15);
    }

    @Test
    void aJobThatIsCanceledCostsWhatItTookSoFar() {
        enqueue(job());
        Claim claim = claim("n1");
        letNodesWork(Duration.ofSeconds(10));
        InferenceJob waiting = enqueue(job());

        assertThat(jobs().end(canceled(claim.inference()))).isTrue();
        assertThat(jobs().end(canceled(waiting))).isTrue();
        assertThat(queue().complete(claim, succeeded(claim))).isFalse();

        assertCounts(only(), 0, 0, 2, 0);
        assertSeconds(only(), 10);
    }

    @Test
    void aJobThatLeavesTheQueueBeforeItsEndCostsWhatItTook() {
        enqueue(job());
        Claim claim = claim("n1");
        letNodesWork(Duration.ofSeconds(10));

        queue().remove(claim.job());
        assertThat(jobs().end(failed(claim))).isTrue();

        UsageTotal total = sum(EVERYTHING).get(0);
        assertCounts(total, 0, 1, 0, 0);
        assertSeconds(total, 10);
    }

    @Test
    void aJobThatNoNodeCouldRunCountsAsFailed() {
        InferenceJob job = enqueue(job());
        queue().markUnservable(queue().needs().get(0), "no node has it", Duration.ZERO);

        assertThat(queue().giveUp(job.fail("no node has it", job.started()))).isTrue();

        assertCounts(only(), 0, 1, 0, 0);
        assertThat(only().computeTime()).isZero();
    }

    @Test
    void aRemoteJobCostsTheTimeFromItsStartToItsEnd() {
        TestJobs job = job().createdAt(FIRST_DAY);
        invoke(job);

        assertThat(jobs().end(job.started().succeed(List.of("a.png"), FIRST_DAY.plusMillis(8500))))
                .isTrue();

        assertCounts(only(), 1, 0, 0, 1);
        assertThat(only().computeTime()).isEqualTo(Duration.ofMillis(7500));
    }

    @Test
    void whatWasUsedStaysWhenTheJobIsDeletedAndOneInProgressCountsAsCanceled() {
        enqueue(job().by("ann"));
        Claim ended = claim("n1");
        queue().complete(ended, succeeded(ended));
        enqueue(job().by("ann"));
        Claim running = claim("n1");
        letNodesWork(Duration.ofSeconds(10));
        InferenceJob created = job().by("ann").created();
        jobs().add(created);

        jobs().delete(ended.job());
        jobs().delete(running.job());
        jobs().delete(running.job());
        jobs().delete(created.id());

        UsageTotal total = sum(EVERYTHING).get(0);
        assertCounts(total, 1, 0, 1, 1);
        assertSeconds(total, 10);
    }

    @Test
    void jobsThatEndAtTheSameTimeAreAllCounted() throws Exception {
        List<TestJobs> started =
                IntStream.range(0, 12).mapToObj(i -> job().createdAt(FIRST_DAY)).toList();
        started.forEach(this::invoke);

        List<Boolean> ended = Concurrently.all(started.stream()
                .<Callable<Boolean>>map(job -> () -> jobs().end(job.succeeded()))
                .toList());

        assertThat(ended).containsOnly(true);
        assertCounts(only(), 12, 0, 0, 12);
        assertThat(only().computeTime()).isEqualTo(Duration.ofSeconds(12));
    }

    @Test
    void totalsAreDistinguishedByWhatIsAskedFor() {
        useEach();

        assertThat(keys(EVERYTHING, ALL))
                .containsExactly(
                        List.of("2026-03-04", "ann", "", "e-" + TestJobs.ENDPOINT),
                        List.of("2026-03-04", "ann", "a.ckpt", "e-" + TestJobs.ENDPOINT),
                        List.of("2026-03-04", "bob", "a.ckpt", "e-" + TestJobs.ENDPOINT),
                        List.of("2026-03-05", "ann", "a.ckpt", "e-" + OTHER),
                        List.of("2026-03-05", "ann", "b.ckpt", "e-" + TestJobs.ENDPOINT));
        assertThat(keys(EVERYTHING, EnumSet.of(UsageDimension.USER))).containsExactly(List.of("ann"), List.of("bob"));
        assertThat(keys(EVERYTHING, EnumSet.of(UsageDimension.MODEL, UsageDimension.DAY)))
                .containsExactly(
                        List.of("2026-03-04", ""),
                        List.of("2026-03-04", "a.ckpt"),
                        List.of("2026-03-05", "a.ckpt"),
                        List.of("2026-03-05", "b.ckpt"));
        assertThat(totals().ascending(EVERYTHING, EnumSet.of(UsageDimension.USER), Optional.empty(), 9))
                .extracting(UsageTotal::succeeded)
                .containsExactly(4L, 1L);
    }

    @Test
    void eachFilterLeavesOutTheOthers() {
        useEach();
        LocalDate first = LocalDate.parse("2026-03-04");
        LocalDate second = first.plusDays(1);
        Optional<UserName> bob = Optional.of(new UserName("bob"));
        Optional<String> a = Optional.of("a.ckpt");

        assertThat(counted(new Filter(first, first, Optional.empty(), Optional.empty())))
                .isEqualTo(3);
        assertThat(counted(new Filter(second, second, Optional.empty(), Optional.empty())))
                .isEqualTo(2);
        assertThat(counted(new Filter(first, second, bob, Optional.empty()))).isEqualTo(1);
        assertThat(counted(new Filter(first, second, Optional.empty(), a))).isEqualTo(3);
        assertThat(counted(new Filter(first, second, Optional.empty(), Optional.of(""))))
                .isEqualTo(1);
        assertThat(totals().ascending(new Filter(second, second, bob, a), ALL, Optional.empty(), 9))
                .isEmpty();
    }

    @Test
    void pagesFollowOneAnother() {
        useEach();
        for (Set<UsageDimension> by : List.of(ALL, EnumSet.of(UsageDimension.USER, UsageDimension.MODEL))) {
            List<List<String>> read = new ArrayList<>();
            List<UsageTotal> page = totals().ascending(EVERYTHING, by, Optional.empty(), 2);
            while (!page.isEmpty()) {
                page.forEach(total -> read.add(total.key()));
                page = totals().ascending(EVERYTHING, by, Optional.of(read.get(read.size() - 1)), 2);
            }

            assertThat(read).isEqualTo(keys(EVERYTHING, by)).hasSizeGreaterThan(2);
        }
    }

    @Test
    void theOldestDayIsRemovedFirstAndOnlyWhatIsOld() {
        useEach();
        LocalDate second = LocalDate.parse("2026-03-05");

        assertThat(totals().removeOldest(second.minusDays(1))).isFalse();
        assertThat(counted(EVERYTHING)).isEqualTo(5);
        assertThat(totals().removeOldest(second.plusDays(1))).isTrue();
        assertThat(keys(EVERYTHING, EnumSet.of(UsageDimension.DAY))).containsExactly(List.of("2026-03-05"));
        assertThat(totals().removeOldest(second)).isFalse();
        assertThat(counted(EVERYTHING)).isEqualTo(2);
    }

    private static final EndpointId OTHER = new EndpointId(UUID.fromString("0e0e0e0e-0000-4000-8000-000000000002"));

    /** Five jobs, each with values of its own. */
    private void useEach() {
        Instant second = FIRST_DAY.plus(Duration.ofHours(1));
        List.of(
                        job().by("ann").generation("a.ckpt").createdAt(FIRST_DAY),
                        job().by("ann").task(TaskType.REMBG).models().createdAt(FIRST_DAY),
                        job().by("bob").generation("a.ckpt").createdAt(FIRST_DAY),
                        job().by("ann").generation("b.ckpt").createdAt(second),
                        job().by("ann").generation("a.ckpt").on(OTHER).createdAt(second))
                .forEach(job -> {
                    invoke(job);
                    jobs().end(job.succeeded());
                });
    }

    private InferenceJob enqueue(TestJobs job) {
        assertThat(queue().enqueue(job.started(), true)).isTrue();
        return job.started();
    }

    private void invoke(TestJobs job) {
        assertThat(invocations().register(job.started(), true, FIRST_DAY)).isTrue();
    }

    private Claim claim(String node) {
        return queue().claim(new Claimant(node, Set.of(TestJobs.ENDPOINT), Set.of(), true, Optional.empty()), LEASE)
                .orElseThrow();
    }

    private static InferenceJob succeeded(Claim claim) {
        return claim.inference()
                .succeed(List.of("image_0.png"), claim.inference().started());
    }

    private static InferenceJob failed(Claim claim) {
        return claim.inference().fail("it broke", claim.inference().started());
    }

    private static InferenceJob canceled(InferenceJob job) {
        return job.cancel(new UserName("root"), job.started());
    }

    private UsageTotal only() {
        List<UsageTotal> all = totals().ascending(EVERYTHING, ALL, Optional.empty(), 9);
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    /** By user, as the days of the deeds of today and of those of tests differ. */
    private List<UsageTotal> sum(Filter filter) {
        return totals().ascending(filter, EnumSet.of(UsageDimension.USER), Optional.empty(), 9);
    }

    private long counted(Filter filter) {
        return sum(filter).stream().mapToLong(UsageTotal::succeeded).sum();
    }

    private List<List<String>> keys(Filter filter, Set<UsageDimension> by) {
        return totals().ascending(filter, by, Optional.empty(), 99).stream()
                .map(UsageTotal::key)
                .toList();
    }

    private static void assertCounts(UsageTotal total, long succeeded, long failed, long canceled, long images) {
        assertThat(List.of(total.succeeded(), total.failed(), total.canceled(), total.images()))
                .as("succeeded, failed, canceled, images")
                .containsExactly(succeeded, failed, canceled, images);
    }

    /** A database's clock goes on, by no more than the time that passed since the test began. */
    private void assertSeconds(UsageTotal total, long seconds) {
        assertThat(total.computeTime())
                .isBetween(
                        Duration.ofSeconds(seconds),
                        Duration.ofSeconds(seconds + 3).plus(Duration.between(begin, Instant.now())));
    }
}
