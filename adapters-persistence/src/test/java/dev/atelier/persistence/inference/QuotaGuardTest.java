package dev.atelier.persistence.inference;

import static dev.atelier.application.testing.TestJobs.ENDPOINT;
import static dev.atelier.application.testing.TestJobs.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.access.QuotaRepository;
import dev.atelier.application.access.RoleRepository;
import dev.atelier.application.access.UserRepository;
import dev.atelier.application.inference.InferenceJobRepository;
import dev.atelier.application.inference.InferenceQueue;
import dev.atelier.application.inference.InferenceQueue.Claim;
import dev.atelier.application.inference.InferenceQueue.Claimant;
import dev.atelier.application.inference.InferenceQueue.Retry;
import dev.atelier.application.inference.RemoteInvocationRepository;
import dev.atelier.application.testing.Concurrently;
import dev.atelier.application.testing.TestJobs;
import dev.atelier.domain.QuotaExceededException;
import dev.atelier.domain.access.Principal;
import dev.atelier.domain.access.Quota;
import dev.atelier.domain.access.Role;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.persistence.testing.OnBothDatabases;
import dev.atelier.persistence.testing.PersistenceFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Quotas are held against users by the queue and the remote invocations of an installation. */
@OnBothDatabases
class QuotaGuardTest {

    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Principal ANN = Principal.of(new UserName("ann"));
    private static final Principal STUDIO = Principal.of(new RoleName("studio"));
    private static final Principal GUESTS = Principal.of(new RoleName("guests"));
    private static final Optional<Integer> ANY = Optional.empty();

    private final PersistenceFixture persistenceFixture;
    private final Instant begin;

    QuotaGuardTest(PersistenceFixture persistenceFixture) throws InterruptedException {
        awaitADayThatDoesNotEndMeanwhile();
        this.begin = Instant.now();
        persistenceFixture.clear();
        this.persistenceFixture = persistenceFixture;
        List.of("studio", "guests")
                .forEach(role -> persistenceFixture
                        .bean(RoleRepository.class)
                        .save(new Role(new RoleName(role), new UserName("root"), Set.of(), Instant.EPOCH)));
        saveUser("ann", "studio", "guests");
        saveUser("bob");
    }

    @Test
    void onlySoManyJobsOfAUserWait() {
        save(new Quota(ANN, ANY, Optional.of(2), ANY));
        enqueue("ann");
        enqueue("ann");

        assertThatThrownBy(() -> enqueue("ann"))
                .isInstanceOfSatisfying(
                        QuotaExceededException.class,
                        e -> assertThat(e.retryAfter()).isPositive())
                .hasMessage("the quota of user ann is reached: jobs_waiting is 2, 0 left until one of their jobs has"
                        + " begun or ended");
        enqueue("bob");
        claim();
        enqueue("ann");
    }

    @Test
    void whatIsRejectedIsNeitherStartedNorCounted() {
        save(new Quota(ANN, ANY, Optional.of(0), ANY));
        TestJobs job = job().by("ann");
        jobs().add(job.created());

        assertThatThrownBy(() -> queue().enqueue(job.started())).isInstanceOf(QuotaExceededException.class);

        assertThat(jobs().find(job.created().id())).contains(job.created());
        assertThat(persistenceFixture.ask("select count(*) from quota_use where jobs > 0"))
                .isEqualTo("0");
        persistenceFixture.bean(QuotaRepository.class).delete(ANN);
        assertThat(queue().enqueue(job.started())).isTrue();
    }

    @Test
    void onlySoManyJobsAreStartedInAMinute() throws InterruptedException {
        save(new Quota(ANN, ANY, ANY, Optional.of(2)));
        awaitTheMiddleOfAMinute();
        enqueue("ann");
        enqueue("ann");

        assertThatThrownBy(() -> enqueue("ann"))
                .isInstanceOfSatisfying(
                        QuotaExceededException.class,
                        e -> assertThat(e.retryAfter()).isBetween(Duration.ofSeconds(1), Duration.ofMinutes(1)))
                .hasMessageStartingWith("the quota of user ann is reached: jobs_per_minute is 2, 0 left for ");
        persistenceFixture.execute("update quota_use set in_minute = in_minute - 1");
        enqueue("ann");
    }

    @Test
    void nodesWorkOnlySoLongForAUserOnADay() {
        save(new Quota(ANN, Optional.of(15), ANY, ANY));
        enqueue("ann");
        enqueue("ann");
        Claim first = claim();
        letTheNodeWork(10);
        queue().releaseNode(first, LEASE);
        long used = secondsUsed();
        assertThat(used).isBetween(10L, 10 + passed());
        queue().complete(first, succeeded(first));
        assertThat(secondsUsed()).as("storing the result costs nothing").isEqualTo(used);
        enqueue("ann");

        Claim second = claim();
        letTheNodeWork(5);
        queue().requeue(second, "the node failed", Retry.inPlace(Duration.ZERO));

        assertThat(secondsUsed()).as("what it took counts").isBetween(15L, 15 + passed());
        assertThatThrownBy(() -> enqueue("ann"))
                .isInstanceOfSatisfying(
                        QuotaExceededException.class,
                        e -> assertThat(e.retryAfter()).isBetween(Duration.ZERO, Duration.ofDays(1)))
                .hasMessageMatching("the quota of user ann is reached: gpu_seconds_per_day is 15, 0 left until"
                        + " \\d{4}-\\d\\d-\\d\\dT00:00:00Z");
        persistenceFixture.execute("update quota_use set on_day = on_day - 1");
        enqueue("ann");
    }

    @Test
    void aJobThatIsCanceledOrDeletedCostsWhatItTook() {
        save(new Quota(ANN, Optional.of(1000), ANY, ANY));
        enqueue("ann");
        Claim canceled = claim();
        letTheNodeWork(10);
        jobs().end(canceled.inference()
                .cancel(new UserName("root"), canceled.inference().started()));
        enqueue("ann");
        Claim deleted = claim();
        letTheNodeWork(20);
        jobs().delete(deleted.job());

        assertThat(secondsUsed()).isBetween(30L, 30 + passed());
    }

    @Test
    void aJobThatLeavesTheQueueWithItsEndpointCostsWhatItTook() {
        save(new Quota(ANN, Optional.of(1000), ANY, ANY));
        enqueue("ann");
        Claim removed = claim();
        letTheNodeWork(10);

        queue().remove(removed.job());
        jobs().end(removed.inference()
                .cancel(new UserName("root"), removed.inference().started()));

        assertThat(secondsUsed()).isBetween(10L, 10 + passed());
    }

    /** As a transaction that began before a boundary of time finds it, when it had to wait for one that began after. */
    @Test
    void whatWasCountedAfterABoundaryIsNotForgottenByThoseWhoBeganBefore() throws InterruptedException {
        save(new Quota(ANN, Optional.of(15), ANY, Optional.of(3)));
        awaitTheMiddleOfAMinute();
        enqueue("ann");
        enqueue("ann");
        persistenceFixture.execute(
                "update quota_use set in_minute = in_minute + 1, on_day = " + today() + " + 1, gpu_millis = 10000");

        Claim claim = claim();
        letTheNodeWork(5);
        queue().releaseNode(claim, LEASE);
        assertThat(secondsUsed()).isBetween(15L, 15 + passed());
        assertThatThrownBy(() -> enqueue("ann")).hasMessageContaining("gpu_seconds_per_day is 15, 0 left");

        save(new Quota(ANN, ANY, ANY, Optional.of(3)));
        enqueue("ann");
        assertThatThrownBy(() -> enqueue("ann"))
                .isInstanceOfSatisfying(
                        QuotaExceededException.class,
                        e -> assertThat(e.retryAfter()).isBetween(Duration.ofMinutes(1), Duration.ofMinutes(2)))
                .hasMessageContaining("jobs_per_minute is 3, 0 left");
        assertThat(persistenceFixture.ask("select on_day - " + today() + " from quota_use"))
                .isEqualTo("1");
    }

    private static long today() {
        return Instant.now().getEpochSecond() / Duration.ofDays(1).toSeconds();
    }

    @Test
    void aClaimThatWasLostCostsNothingOfTheNext() {
        save(new Quota(ANN, Optional.of(1000), ANY, ANY));
        enqueue("ann");
        Claim lost = claim();
        persistenceFixture.execute("update inference_queue set lease_until = lease_until - interval '2' minute");
        Claim next = claim();
        letTheNodeWork(10);

        assertThat(queue().releaseNode(lost, LEASE)).isFalse();
        assertThat(queue().releaseNode(next, LEASE)).isTrue();

        assertThat(secondsUsed()).isBetween(10L, 10 + passed());
    }

    @Test
    void theOwnQuotaReplacesThoseOfRolesOfWhichTheGreatestCounts() {
        save(new Quota(STUDIO, ANY, Optional.of(2), ANY));
        save(new Quota(GUESTS, ANY, Optional.of(1), ANY));
        enqueue("ann");
        enqueue("ann");
        assertThatThrownBy(() -> enqueue("ann")).hasMessageContaining("jobs_waiting is 2");

        save(new Quota(ANN, ANY, ANY, Optional.of(1000)));
        enqueue("ann");
    }

    @Test
    void aQuotaGoesWithItsUserOrRole() {
        QuotaRepository quotas = persistenceFixture.bean(QuotaRepository.class);
        save(new Quota(ANN, ANY, Optional.of(0), ANY));
        save(new Quota(STUDIO, ANY, Optional.of(0), ANY));
        save(new Quota(GUESTS, Optional.of(1), Optional.of(2), Optional.of(3)));

        persistenceFixture.bean(UserRepository.class).delete(Set.of(new UserName("ann")));
        persistenceFixture.bean(RoleRepository.class).delete(Set.of(new RoleName("studio")));

        assertThat(quotas.ascending(Optional.empty(), 10))
                .containsExactly(new Quota(GUESTS, Optional.of(1), Optional.of(2), Optional.of(3)));
        assertThat(quotas.save(new Quota(ANN, ANY, Optional.of(0), ANY))).isFalse();
        assertThat(quotas.save(new Quota(STUDIO, ANY, Optional.of(0), ANY))).isFalse();
    }

    @Test
    void quotasAreListedByHolder() {
        QuotaRepository quotas = persistenceFixture.bean(QuotaRepository.class);
        Quota ofAnn = new Quota(ANN, ANY, Optional.of(1), ANY);
        Quota ofStudio = new Quota(STUDIO, ANY, ANY, Optional.of(1));
        save(ofAnn);
        save(ofStudio);
        save(ofStudio);

        assertThat(quotas.ascending(Optional.empty(), 1)).containsExactly(ofStudio);
        assertThat(quotas.ascending(Optional.of(STUDIO), 5)).containsExactly(ofAnn);
    }

    @Test
    void replicasAgreeHoweverManyRequestsComeAtOnce() throws Exception {
        save(new Quota(ANN, ANY, Optional.of(5), ANY));
        try (PersistenceFixture other = persistenceFixture.replica()) {
            List<Boolean> started = Concurrently.all(IntStream.range(0, 10)
                    .<Callable<Boolean>>mapToObj(i -> () -> {
                        try {
                            enqueue(i % 2 == 0 ? persistenceFixture : other, "ann");
                            return true;
                        } catch (QuotaExceededException e) {
                            return false;
                        }
                    })
                    .toList());

            assertThat(started).filteredOn(success -> success).hasSize(5);
        }
    }

    @Test
    void remoteInvocationsCountAsWaitingUntilTheyEnd() {
        save(new Quota(ANN, ANY, Optional.of(1), ANY));
        InferenceJob first = invoke("ann");

        assertThatThrownBy(() -> invoke("ann")).isInstanceOf(QuotaExceededException.class);

        jobs().end(first.succeed(List.of("image_0.png"), first.started()));
        invoke("ann");
    }

    @Test
    void nothingIsCountedOfThoseWhoHaveNone() {
        enqueue("bob");
        Claim claim = claim();
        letTheNodeWork(10);
        queue().complete(claim, succeeded(claim));

        assertThat(persistenceFixture.ask("select count(*) from quota_use")).isEqualTo("0");
    }

    @Test
    void whatAUserHasUsedOfTheDayAndTheMinuteIsReported() throws InterruptedException {
        QuotaRepository quotas = persistenceFixture.bean(QuotaRepository.class);
        UserName ann = new UserName("ann");
        save(new Quota(ANN, Optional.of(1000), ANY, ANY));
        save(new Quota(STUDIO, ANY, Optional.of(9), ANY));
        assertThat(quotas.findAll(List.of(ANN, GUESTS))).containsExactly(new Quota(ANN, Optional.of(1000), ANY, ANY));
        assertThat(quotas.use(ann)).isEqualTo(new QuotaRepository.Use(Duration.ZERO, 0, 0));

        awaitTheMiddleOfAMinute();
        enqueue("ann");
        enqueue("ann");
        invoke("ann");
        Claim claim = claim();
        enqueue("bob");
        letTheNodeWork(10);
        queue().releaseNode(claim, LEASE);

        QuotaRepository.Use use = quotas.use(ann);
        assertThat(use.gpuToday()).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(10 + passed()));
        assertThat(use.jobsThisMinute()).isEqualTo(3);
        assertThat(use.jobsWaiting()).isEqualTo(2);
        persistenceFixture.execute("update quota_use set on_day = on_day - 1, in_minute = in_minute - 1");
        assertThat(quotas.use(ann)).isEqualTo(new QuotaRepository.Use(Duration.ZERO, 2, 0));
    }

    private InferenceJob invoke(String user) {
        InferenceJob started = job().by(user).started();
        persistenceFixture.bean(RemoteInvocationRepository.class).register(started, true, Instant.EPOCH);
        return started;
    }

    private void save(Quota quota) {
        assertThat(persistenceFixture.bean(QuotaRepository.class).save(quota)).isTrue();
    }

    private void saveUser(String name, String... roles) {
        UserName user = new UserName(name);
        persistenceFixture
                .bean(UserRepository.class)
                .save(new User(
                        user,
                        user,
                        Arrays.stream(roles).map(RoleName::new).collect(Collectors.toSet()),
                        Instant.EPOCH));
    }

    private void enqueue(String user) {
        enqueue(persistenceFixture, user);
    }

    private static void enqueue(PersistenceFixture on, String user) {
        TestJobs job = job().by(user);
        on.bean(InferenceJobRepository.class).add(job.created());
        assertThat(on.bean(InferenceQueue.class).enqueue(job.started())).isTrue();
    }

    private Claim claim() {
        return queue().claim(new Claimant("n", Set.of(ENDPOINT), Set.of(), true, Optional.empty()), LEASE)
                .orElseThrow();
    }

    private static InferenceJob succeeded(Claim claim) {
        return claim.inference()
                .succeed(List.of("image_0.png"), claim.inference().started());
    }

    private void letTheNodeWork(int seconds) {
        persistenceFixture.execute("update inference_queue set node_since = node_since - " + seconds
                + " * interval '1' second where node is not null");
    }

    private long secondsUsed() {
        return Long.parseLong(persistenceFixture.ask("select gpu_millis from quota_use")) / 1000;
    }

    /** The seconds since the test began: nodes have not worked longer than that beside what the test lets pass. */
    private long passed() {
        return 2 + Duration.between(begin, Instant.now()).toSeconds();
    }

    private static void awaitADayThatDoesNotEndMeanwhile() throws InterruptedException {
        long left = Duration.ofDays(1).toSeconds()
                - Instant.now().getEpochSecond() % Duration.ofDays(1).toSeconds();
        if (left < 20) {
            Thread.sleep(Duration.ofSeconds(left + 1).toMillis());
        }
    }

    /** So that the minute does not end meanwhile. */
    private static void awaitTheMiddleOfAMinute() throws InterruptedException {
        long second = Instant.now().getEpochSecond() % 60;
        if (second > 50) {
            Thread.sleep(Duration.ofSeconds(61 - second).toMillis());
        }
    }

    private InferenceQueue queue() {
        return persistenceFixture.bean(InferenceQueue.class);
    }

    private InferenceJobRepository jobs() {
        return persistenceFixture.bean(InferenceJobRepository.class);
    }
}
