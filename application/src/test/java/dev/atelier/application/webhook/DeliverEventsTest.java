package dev.atelier.application.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.access.AuthenticateCaller;
import dev.atelier.application.activity.Activities;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.InMemoryCallerRepository;
import dev.atelier.application.testing.RecordingWebhookSender;
import dev.atelier.application.testing.RecordingWebhookSender.Sent;
import dev.atelier.application.testing.TestJobs;
import dev.atelier.domain.access.Permission;
import dev.atelier.domain.access.Role;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.SourceUrl;
import dev.atelier.domain.event.Event;
import dev.atelier.domain.event.EventType;
import dev.atelier.domain.webhook.Delivery;
import dev.atelier.domain.webhook.Webhook;
import dev.atelier.domain.webhook.WebhookId;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeliverEventsTest {

    private static final UserName ANN = new UserName("ann");
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final Duration MAX_PAUSE = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofHours(24);

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final RecordingWebhookSender sender = atelier.sender;
    private final DeliverEvents deliver = new DeliverEvents(
            atelier.webhooks,
            atelier.events,
            sender,
            new AuthenticateCaller(new InMemoryCallerRepository(atelier.keys, atelier.users, atelier.roles)),
            new WebhookPolicy(3, PAUSE, MAX_PAUSE, DAY),
            atelier.clock,
            Activities.unheard());

    private Webhook webhook;

    @BeforeEach
    void addWebhook() {
        hold("inference:list");
        webhook = Webhook.create(
                new WebhookId(UUID.randomUUID()),
                ANN,
                SourceUrl.parse("https://hooks.example/"),
                EnumSet.of(EventType.JOB_CREATED, EventType.JOB_ENDED),
                atelier.clock.instant());
        atelier.webhooks.add(webhook, 1);
    }

    @Test
    void eventsAreSentInTheirOrderEachUntilItIsAccepted() {
        IntStream.range(0, 100).forEach(i -> record("ann"));
        sender.answers(number -> number % 3 == 0 ? 500 : 200);

        deliverAll(PAUSE);

        assertThat(accepted()).isEqualTo(positions(1, 100));
        assertThat(sender.sent()).hasSizeBetween(149, 150);
        assertThat(new HashSet<>(sender.sent()))
                .as("a repeat has the same id and body")
                .hasSize(100);
        assertThat(deliveries())
                .hasSize(100)
                .allSatisfy(one -> assertThat(one.last().isAccepted()).isTrue());
        assertThat(deliveries()).extracting(Delivery::attempts).contains(1, 2);
    }

    @Test
    void onlyEventsOfItsTypesThatItsOwnerMaySeeAtPresentAreSent() {
        record("ann");
        record("bob");
        atelier.events.add(Event.started(TestJobs.job().by("ann").started()));
        record("ann");
        deliverAll(PAUSE);
        assertThat(accepted()).isEqualTo(List.of("1", "4"));

        hold("train:list");
        record("ann");
        deliverAll(PAUSE);
        hold("inference:list");
        record("ann");
        deliverAll(PAUSE);

        assertThat(accepted()).isEqualTo(List.of("1", "4", "6"));
    }

    @Test
    void thePausesGrowAndADayOfFailureDisables() {
        record("ann");
        record("ann");
        sender.answers(number -> 0);
        Duration passed = Duration.ZERO;
        Duration pause = PAUSE;

        while (found().disabled().isEmpty()) {
            int before = sender.sent().size();
            deliver.deliverSome(LEASE);
            assertThat(sender.sent()).hasSize(before + 1);
            atelier.clock.pass(pause.minusMillis(1));
            assertThat(deliver.deliverSome(LEASE)).isFalse();
            atelier.clock.pass(Duration.ofMillis(1));
            passed = passed.plus(pause);
            pause = pause.multipliedBy(2).compareTo(MAX_PAUSE) < 0 ? pause.multipliedBy(2) : MAX_PAUSE;
        }

        assertThat(passed).isBetween(DAY, DAY.plus(MAX_PAUSE.multipliedBy(2)));
        assertThat(sender.sent()).extracting(Sent::body).containsOnly("1");
        atelier.clock.pass(DAY);
        assertThat(deliver.deliverSome(LEASE)).isFalse();

        atelier.webhooks.enable(webhook.id());
        deliver.deliverSome(LEASE);
        assertThat(found().disabled()).as("the day begins again").isEmpty();
        sender.answers(number -> 200);
        deliverAll(PAUSE.multipliedBy(2));
        assertThat(accepted()).isEqualTo(positions(1, 2));
    }

    @Test
    void aReceiverThatIsGoneIsDisabledAtOnce() {
        record("ann");
        sender.answers(number -> 410);

        deliver.deliverSome(LEASE);

        assertThat(found().disabled()).isPresent();
    }

    /** What was sent and not recorded, as the process died, is sent again under the same id. */
    @Test
    void aLostClaimIsRepeatedByTheNext() {
        record("ann");
        sender.answers(number -> {
            if (number == 1) {
                atelier.clock.pass(LEASE.plusSeconds(1));
                assertThat(atelier.webhooks.claim(LEASE)).isPresent();
            }
            return 200;
        });

        deliver.deliverSome(LEASE);
        assertThat(deliveries()).isEmpty();
        deliverAll(LEASE.plusSeconds(1));

        assertThat(sender.sent()).hasSize(2);
        assertThat(Set.copyOf(sender.sent())).hasSize(1);
    }

    @Test
    void aReceiverThatIsSlowToAcceptMakesOthersWaitForOneMessageOnly() {
        Webhook other = Webhook.create(
                new WebhookId(UUID.randomUUID()), ANN, webhook.url(), webhook.types(), atelier.clock.instant());
        atelier.webhooks.add(other, 2);
        IntStream.range(0, 20).forEach(i -> record("ann"));
        sender.answers(number -> {
            if (sender.sent().get(number - 1).webhook().equals(webhook.id())) {
                atelier.clock.pass(Duration.ofSeconds(14));
            }
            return 200;
        });

        deliver.deliverSome(LEASE);
        deliver.deliverSome(LEASE);

        assertThat(sender.sent()).extracting(Sent::webhook).startsWith(webhook.id(), other.id());
        assertThat(sender.sent()).hasSize(21);
        deliverAll(PAUSE);
        assertThat(sender.sent()).hasSize(40).doesNotHaveDuplicates();
    }

    private void deliverAll(Duration pause) {
        for (int idle = 0; idle < 3; ) {
            idle = deliver.deliverSome(LEASE) ? 0 : idle + 1;
            atelier.clock.pass(pause);
        }
    }

    private Webhook found() {
        return atelier.webhooks.find(webhook.id()).orElseThrow();
    }

    private List<Delivery> deliveries() {
        return atelier.webhooks.deliveries(webhook.id(), Optional.empty(), 1000).items();
    }

    /** The bodies in the order in which they were accepted: a repeat is the last of its kind. */
    private List<String> accepted() {
        return sender.sent().stream().map(Sent::body).distinct().toList();
    }

    private static List<String> positions(int first, int last) {
        return IntStream.rangeClosed(first, last).mapToObj(Integer::toString).toList();
    }

    private void record(String user) {
        atelier.events.add(Event.created(TestJobs.job().by(user).created()));
    }

    private void hold(String... permissions) {
        RoleName role = new RoleName("role");
        atelier.roles.save(new Role(
                role,
                ANN,
                Set.copyOf(Stream.of(permissions).map(Permission::parse).toList()),
                atelier.clock.instant()));
        atelier.users.save(new User(ANN, ANN, Set.of(role), atelier.clock.instant()));
    }
}
