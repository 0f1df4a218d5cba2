package dev.atelier.application.testing;

import static dev.atelier.application.testing.SettableClock.START;
import static dev.atelier.application.testing.TestJobs.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.Cursor;
import dev.atelier.application.Page;
import dev.atelier.application.inference.InferenceJobRepository;
import dev.atelier.application.inference.InferenceJobRepository.Found;
import dev.atelier.application.inference.InferenceJobRepository.Search;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.ModelReference;
import dev.atelier.domain.inference.PromptText;
import dev.atelier.domain.inference.TaskType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The contract of {@link InferenceJobRepository}. */
public abstract class InferenceJobRepositoryContract {

    /** The port: without jobs at the start of each test, the same throughout it. */
    protected abstract InferenceJobRepository jobs();

    @Test
    void findsAJobAsItWasAdded() {
        ModelReference model = job().created().models().get(0);
        ModelReference stored = new ModelReference(
                model.type(), model.name(), model.checkpoint(), model.file(), model.folder(), "0a".repeat(32));
        ModelReference onNodes =
                job().generatingOnNodes("élan 'n' 1%.ckpt").created().models().get(0);
        InferenceJob created = add(job().models(ModelReference.word(CheckpointType.VAE, "Automatic"), stored, onNodes)
                .created());
        InferenceJob forSomeone = add(job().created().forEndUser("\u00e9".repeat(InferenceJob.MAX_END_USER)));
        InferenceJob prompted = add(
                job().started().promptedBy(PromptText.of("\ud83d\udc31 A cat,\n'100 %'".repeat(PromptText.LONGEST))));
        InferenceJob bare = add(job().realTime().task(TaskType.REMBG).models().created());

        assertThat(jobs().find(created.id())).contains(created);
        assertThat(jobs().find(forSomeone.id())).contains(forSomeone);
        assertThat(jobs().find(prompted.id())).contains(prompted);
        assertThat(jobs().find(bare.id())).contains(bare);
    }

    @Test
    void thoseThatEndedOrWereLeftUnstartedLongAgoHaveExpired() {
        InferenceJob unstarted = add(job().createdAt(START).created());
        InferenceJob ended = add(job().createdAt(START).succeeded());
        add(job().createdAt(START).started());
        add(job().createdAt(START.plusSeconds(9)).created());
        InferenceJob endedLate = add(job().createdAt(START.plusSeconds(8)).succeeded());

        Instant justAfter = endedLate.completed().minusSeconds(1);
        assertThat(jobs().expired(justAfter, 9)).containsExactlyInAnyOrder(unstarted, ended);
        assertThat(jobs().expired(justAfter, 1)).hasSize(1);
        assertThat(jobs().expired(START, 9)).isEmpty();
    }

    @Test
    void deletesAnUnstartedJobAlone() {
        InferenceJob unstarted = add(job().created());
        InferenceJob started = add(job().started());

        assertThat(jobs().deleteUnstarted(unstarted.id())).isTrue();
        assertThat(jobs().deleteUnstarted(unstarted.id())).isFalse();
        assertThat(jobs().deleteUnstarted(started.id())).isFalse();

        assertThat(jobs().find(unstarted.id())).isEmpty();
        assertThat(jobs().find(started.id())).contains(started);
    }

    @Test
    void findsTheJobsOfAUserAndTypeInProgressOldestFirst() {
        InferenceJob second =
                add(job().realTime().by("bob").createdAt(START.plusSeconds(2)).started());
        InferenceJob first =
                add(job().realTime().by("bob").createdAt(START.plusSeconds(1)).started());
        InferenceJob third =
                add(job().realTime().by("bob").createdAt(START.plusSeconds(3)).started());
        add(job().by("bob").started());
        add(job().realTime().by("bob").created());
        add(job().realTime().by("bob").succeeded());
        add(job().realTime().by("eve").started());
        UserName bob = new UserName("bob");

        assertThat(jobs().inProgressOf(bob, InferenceType.REAL_TIME, 9)).containsExactly(first, second, third);
        assertThat(jobs().inProgressOf(bob, InferenceType.REAL_TIME, 2)).containsExactly(first, second);
        assertThat(jobs().inProgressOf(new UserName("ann"), InferenceType.REAL_TIME, 9))
                .isEmpty();
    }

    @Test
    void findsNothingThatWasNotAdded() {
        add(job().created());

        assertThat(jobs().find(job().created().id())).isEmpty();
    }

    @Test
    void endsAJobThatIsInProgress() {
        InferenceJob good = add(job().started());
        InferenceJob bad = add(job().started());
        InferenceJob succeeded = good.succeed(names(64), START.plusSeconds(9));
        InferenceJob failed = bad.fail("CUDA out of memory \u2014 ".repeat(200), START.plusSeconds(9));

        assertThat(jobs().end(succeeded)).isTrue();
        assertThat(jobs().end(failed)).isTrue();

        assertThat(jobs().find(good.id())).contains(succeeded);
        assertThat(jobs().find(bad.id())).contains(failed);
    }

    @Test
    void leavesAJobAloneThatIsNotInProgress() {
        TestJobs done = job();
        InferenceJob succeeded = add(done.succeeded());
        TestJobs waiting = job();
        InferenceJob created = add(waiting.created());
        InferenceJob absent = job().succeeded();

        assertThat(jobs().end(done.started().fail("too late", START))).isFalse();
        assertThat(jobs().end(waiting.succeeded())).isFalse();
        assertThat(jobs().end(absent)).isFalse();

        assertThat(jobs().find(succeeded.id())).contains(succeeded);
        assertThat(jobs().find(created.id())).contains(created);
        assertThat(jobs().find(absent.id())).isEmpty();
    }

    @Test
    void ofManyWhoEndAJobAtOnceOneSucceeds() throws Exception {
        InferenceJob started = add(job().started());
        List<InferenceJob> ends = IntStream.range(0, 6)
                .mapToObj(i -> started.fail("reason " + i, START.plusSeconds(9)))
                .toList();

        List<Boolean> won = Concurrently.all(ends.stream()
                .<Callable<Boolean>>map(end -> () -> jobs().end(end))
                .toList());

        assertThat(won).containsOnlyOnce(true);
        assertThat(jobs().find(started.id())).contains(ends.get(won.indexOf(true)));
    }

    @Test
    void listsThoseInProgressOnAnEndpoint() {
        InferenceJob running = add(job().started());
        InferenceJob alsoRunning = add(job().by("bob").realTime().started());
        add(job().created());
        add(job().succeeded());
        add(job().on(new EndpointId(UUID.randomUUID())).started());

        assertThat(jobs().inProgressOn(TestJobs.ENDPOINT)).containsExactlyInAnyOrder(running, alsoRunning);
    }

    @Test
    void listsWhatFitsUserAndTaskNewestFirst() {
        InferenceJob old = add(job().by("ann").succeeded());
        InferenceJob rembg = add(job().by("ann")
                .task(TaskType.REMBG)
                .createdAt(START.plusNanos(1000))
                .created());
        InferenceJob other = add(job().by("bob").createdAt(START.plusSeconds(1)).started());

        assertThat(list(null, null)).containsExactly(other, rembg, old);
        assertThat(list("ann", null)).containsExactly(rembg, old);
        assertThat(list(null, TaskType.TXT2IMG)).containsExactly(other, old);
        assertThat(list("ann", TaskType.TXT2IMG)).containsExactly(old);
        assertThat(list("bob", TaskType.REMBG)).isEmpty();
    }

    @Test
    void pagesThroughAllEvenWhenTheyAreOfTheSameMoment() {
        List<InferenceJob> all =
                IntStream.range(0, 7).mapToObj(i -> add(job().created())).toList();

        List<InferenceJob> seen = new ArrayList<>();
        Optional<Cursor> next = Optional.empty();
        do {
            Page<InferenceJob> page = jobs().page(Optional.empty(), Optional.empty(), next, 3);
            seen.addAll(page.items());
            next = page.next().map(cursor -> Cursor.parse(cursor.toString()));
        } while (next.isPresent());

        assertThat(seen).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void aFullLastPageHasNoNext() {
        add(job().created());
        add(job().created());

        assertThat(jobs().page(Optional.empty(), Optional.empty(), Optional.empty(), 2)
                        .next())
                .isEmpty();
    }

    @Test
    void jobsThatComeAndGoDoNotShiftAPage() {
        InferenceJob oldest = add(job().created());
        InferenceJob older = add(job().createdAt(START.plusSeconds(1)).created());
        InferenceJob newer = add(job().createdAt(START.plusSeconds(2)).created());
        Page<InferenceJob> first = jobs().page(Optional.empty(), Optional.empty(), Optional.empty(), 1);

        jobs().delete(newer.id());
        add(job().createdAt(START.plusSeconds(3)).created());
        Page<InferenceJob> second = jobs().page(Optional.empty(), Optional.empty(), first.next(), 5);

        assertThat(second.items()).containsExactly(older, oldest);
    }

    @Test
    void findsJobsByAPartOfTheirPrompt() {
        InferenceJob cat = add(prompted("ann", 1, "A Cat on 100% of the_roof, \u00c9LAN \u039f\u0394\u039f\u03a3"));
        InferenceJob cats = add(prompted("bob", 2, "two\r\n  cats & a DOG\u0000\ud800"));
        add(job().createdAt(START.plusSeconds(3)).started());

        assertThat(search(null, null, null, "cAT")).containsExactly(cats, cat);
        assertThat(search("ann", null, null, "cat")).containsExactly(cat);
        assertThat(search(null, null, null, "TWO CATS &")).containsExactly(cats);
        assertThat(search(null, null, null, "a dog")).containsExactly(cats);
        assertThat(search(null, null, null, "0% of the_r")).containsExactly(cat);
        assertThat(search(null, null, null, "\u00e9lan \u03bf\u03b4\u03bf\u03c3"))
                .containsExactly(cat);
        for (String none : List.of("c_t", "a%cat", "\\", "' or '' = '", "elan", "catso", "*")) {
            assertThat(search(null, null, null, none)).as(none).isEmpty();
        }
    }

    @Test
    void findsJobsByTheirCheckpointAndTask() {
        InferenceJob both = add(job().generation("a.ckpt")
                .createdAt(START.plusSeconds(2))
                .started()
                .promptedBy(PromptText.of("a cat")));
        InferenceJob model = add(job().generation("a.ckpt").started());
        add(job().generation("A.ckpt").started().promptedBy(PromptText.of("a cat")));
        add(job().task(TaskType.REMBG).models().started());

        assertThat(search(null, null, "a.ckpt", null)).containsExactly(both, model);
        assertThat(search("ann", TaskType.TXT2IMG, "a.ckpt", "cat")).containsExactly(both);
        assertThat(search("ann", TaskType.IMG2IMG, "a.ckpt", null)).isEmpty();
        assertThat(search("bob", null, "a.ckpt", null)).isEmpty();
        assertThat(search(null, null, "a%", null)).isEmpty();
    }

    @Test
    void aSearchLooksAtSoManyJobsAndGoesOnThere() {
        InferenceJob oldest = add(prompted("ann", 0, "a cat"));
        IntStream.range(1, 5).forEach(i -> add(prompted("ann", i, "a dog")));
        InferenceJob newer = add(prompted("ann", 6, "a cat"));
        InferenceJob newest = add(prompted("ann", 7, "a cat"));
        add(prompted("bob", 5, "a cat"));
        Search cats = new Search(Optional.empty(), Optional.empty(), PromptText.of("cat"));
        Optional<UserName> ann = Optional.of(new UserName("ann"));

        Found full = jobs().search(ann, cats, Optional.empty(), 1, 3);
        assertThat(full.page().items()).containsExactly(newest);
        assertThat(full.stopped()).isFalse();
        Found first = jobs().search(ann, cats, full.page().next(), 2, 3);
        assertThat(first.page().items()).containsExactly(newer);
        assertThat(first.stopped()).isTrue();
        assertThat(first.page().next().orElseThrow().created()).isEqualTo(START.plusSeconds(3));
        Found none = jobs().search(ann, cats, first.page().next(), 2, 2);
        assertThat(none.page().items()).isEmpty();
        assertThat(none.stopped()).isTrue();
        Found last = jobs().search(ann, cats, none.page().next(), 2, 1);
        assertThat(last.page()).isEqualTo(new Page<>(List.of(oldest), Optional.empty()));
        assertThat(last.stopped()).isFalse();
        assertThat(jobs().search(Optional.empty(), cats, Optional.empty(), 9, 9)
                        .page()
                        .items())
                .hasSize(4);
        assertThat(jobs().search(Optional.empty(), cats, Optional.empty(), 9, 4)
                        .page()
                        .items())
                .hasSize(3);
    }

    @Test
    void deletesAJob() {
        InferenceJob gone = add(job().started());
        InferenceJob stays = add(job().started());

        jobs().delete(gone.id());
        jobs().delete(gone.id());

        assertThat(jobs().find(gone.id())).isEmpty();
        assertThat(jobs().end(gone.fail("too late", START))).isFalse();
        assertThat(list(null, null)).containsExactly(stays);
    }

    private static List<String> names(int count) {
        return IntStream.range(0, count).mapToObj(i -> "image_" + i + ".png").toList();
    }

    private List<InferenceJob> list(String user, TaskType task) {
        return jobs().page(
                        Optional.ofNullable(user).map(UserName::new), Optional.ofNullable(task), Optional.empty(), 10)
                .items();
    }

    private List<InferenceJob> search(String user, TaskType task, String model, String text) {
        Search search = new Search(
                Optional.ofNullable(task),
                Optional.ofNullable(model),
                Optional.ofNullable(text).flatMap(PromptText::of));
        Found found = jobs().search(Optional.ofNullable(user).map(UserName::new), search, Optional.empty(), 10, 100);
        assertThat(found.stopped()).isFalse();
        return found.page().items();
    }

    private static InferenceJob prompted(String user, int second, String prompt) {
        return job().by(user).createdAt(START.plusSeconds(second)).started().promptedBy(PromptText.of(prompt));
    }

    private InferenceJob add(InferenceJob job) {
        jobs().add(job);
        return job;
    }
}
