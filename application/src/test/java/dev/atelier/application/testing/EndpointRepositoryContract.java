package dev.atelier.application.testing;

import static dev.atelier.application.testing.SettableClock.START;
import static dev.atelier.application.testing.TestEndpoints.endpoint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.Cursor;
import dev.atelier.application.Page;
import dev.atelier.application.endpoint.EndpointRepository;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.endpoint.EndpointName;
import dev.atelier.domain.endpoint.EndpointStatus;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.domain.endpoint.InstanceCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract of {@link EndpointRepository}. */
public abstract class EndpointRepositoryContract {

    /** The port: without endpoints at the start of each test, the same throughout it. */
    protected abstract EndpointRepository endpoints();

    @ParameterizedTest
    @EnumSource
    void findsWhatWasAddedByIdAndName(EndpointStatus status) {
        Endpoint added = add(endpoint().status(status).openTo("designer", "guest"));

        assertThat(endpoints().find(added.id())).contains(added);
        assertThat(endpoints().find(added.name())).contains(added);
    }

    @Test
    void findsNothingThatWasNotAdded() {
        add(endpoint().name("esd-async-one"));

        assertThat(endpoints().find(new EndpointId(UUID.randomUUID()))).isEmpty();
        assertThat(endpoints().find(new EndpointName("esd-async-two"))).isEmpty();
    }

    @Test
    void rejectsANameThatIsTaken() {
        Endpoint first = add(endpoint().name("same"));
        Endpoint second = endpoint().name("same").build();

        assertThatThrownBy(() -> endpoints().add(second))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("same");

        assertThat(endpoints().find(second.id())).isEmpty();
        assertThat(endpoints().find(first.name())).contains(first);
    }

    @Test
    void updatesAnEndpointThatHasTheExpectedStatus() {
        Endpoint creating = add(endpoint().status(EndpointStatus.CREATING));
        Endpoint serving = creating.observe(EndpointStatus.IN_SERVICE, 2, null, START.plusSeconds(9));

        assertThat(endpoints().update(serving, EndpointStatus.CREATING)).isTrue();

        assertThat(endpoints().find(creating.id())).contains(serving);
    }

    @Test
    void changesRolesOrCountsAndNothingElse() {
        Endpoint endpoint = add(endpoint().openTo("designer", "guest"));
        InstanceCounts counts = new InstanceCounts(2, 1, 5, true);

        assertThat(endpoints().changeRoles(endpoint.id(), endpoint.roles(), List.of("other", "guest")))
                .isTrue();
        assertThat(endpoints().find(endpoint.id()))
                .contains(endpoint.changedTo(List.of("other", "guest"), endpoint.counts()));
        assertThat(endpoints().changeCounts(endpoint.id(), endpoint.counts(), counts))
                .isTrue();

        Endpoint changed = endpoint.changedTo(List.of("other", "guest"), counts);
        assertThat(endpoints().find(endpoint.id())).contains(changed);
        assertThat(endpoints().serving(InferenceType.ASYNC, Set.of("other"))).containsExactly(changed);
        assertThat(endpoints().serving(InferenceType.ASYNC, Set.of("designer"))).isEmpty();
        assertThat(endpoints().changeCounts(new EndpointId(UUID.randomUUID()), endpoint.counts(), counts))
                .isFalse();
        assertThat(endpoints().changeRoles(new EndpointId(UUID.randomUUID()), endpoint.roles(), List.of("guest")))
                .isFalse();
    }

    @Test
    void ofChangesAtTheSameTimeTheSecondLearnsOfTheFirst() {
        Endpoint before = add(endpoint().openTo("designer", "guest"));
        InstanceCounts counts = before.counts();
        List<InstanceCounts> others = List.of(
                new InstanceCounts(counts.initial() + 1, counts.min(), counts.max(), counts.autoscaling()),
                new InstanceCounts(counts.initial(), counts.min() + 1, counts.max(), counts.autoscaling()),
                new InstanceCounts(counts.initial(), counts.min(), counts.max() + 1, counts.autoscaling()),
                new InstanceCounts(counts.initial(), counts.min(), counts.max(), !counts.autoscaling()));

        for (InstanceCounts expected : others) {
            assertThat(endpoints().changeCounts(before.id(), expected, new InstanceCounts(7, 0, 7, false)))
                    .isFalse();
        }
        assertThat(endpoints().changeRoles(before.id(), List.of("guest", "designer"), List.of("other")))
                .isFalse();

        assertThat(endpoints().find(before.id())).contains(before);
    }

    @Test
    void whatTheBackendReportsLeavesRolesAndCountsThatWereChangedMeanwhile() {
        Endpoint before = add(endpoint().openTo("designer"));
        InstanceCounts counts = new InstanceCounts(2, 1, 5, true);
        Endpoint seen = before.observe(EndpointStatus.UPDATING, 1, null, START.plusSeconds(9));

        endpoints().changeRoles(before.id(), before.roles(), List.of("guest"));
        endpoints().changeCounts(before.id(), before.counts(), counts);
        assertThat(endpoints().update(seen, EndpointStatus.IN_SERVICE)).isTrue();

        assertThat(endpoints().find(before.id())).contains(seen.changedTo(List.of("guest"), counts));
    }

    @Test
    void leavesAnEndpointAloneThatHasAnotherStatus() {
        Endpoint serving = add(endpoint());
        Endpoint failed = serving.observe(EndpointStatus.FAILED, 0, "gone", START.plusSeconds(9));

        assertThat(endpoints().update(failed, EndpointStatus.UPDATING)).isFalse();
        assertThat(endpoints().update(endpoint().build(), EndpointStatus.IN_SERVICE))
                .isFalse();

        assertThat(endpoints().find(serving.id())).contains(serving);
        assertThat(endpoints().page(Optional.empty(), 10).items()).containsExactly(serving);
    }

    @Test
    void listsThoseThatServeTheTypeAndAreOpenToOneOfTheRoles() {
        Endpoint serving = add(endpoint().openTo("designer", "guest"));
        Endpoint updating = add(endpoint().status(EndpointStatus.UPDATING).openTo("guest"));
        Endpoint closed = add(endpoint().openTo("designers"));
        Endpoint withoutRoles = add(endpoint().openTo());
        Endpoint realTime = add(endpoint().realTime());
        add(endpoint().status(EndpointStatus.CREATING));
        add(endpoint().status(EndpointStatus.FAILED));

        assertThat(endpoints().serving(InferenceType.ASYNC, Set.of("designer", "guest")))
                .containsExactlyInAnyOrder(serving, updating);
        assertThat(endpoints().serving(InferenceType.ASYNC, Set.of())).isEmpty();
        assertThat(endpoints().serving(InferenceType.ASYNC))
                .containsExactlyInAnyOrder(serving, updating, closed, withoutRoles);
        assertThat(endpoints().serving(InferenceType.REAL_TIME)).containsExactly(realTime);
    }

    @Test
    void listsThoseOpenToOneOfTheRolesThatHaveNotFailed() {
        Endpoint serving = add(endpoint().openTo("designer", "guest"));
        Endpoint creating = add(endpoint().status(EndpointStatus.CREATING).openTo("guest"));
        Endpoint realTime = add(endpoint().realTime().openTo("guest"));
        add(endpoint().status(EndpointStatus.FAILED).openTo("guest"));
        add(endpoint().openTo("designers"));

        assertThat(endpoints().live(Set.of("guest", "designer")))
                .containsExactlyInAnyOrder(serving, creating, realTime);
        assertThat(endpoints().live(Set.of("designer"))).containsExactly(serving);
        assertThat(endpoints().live(Set.of())).isEmpty();
    }

    @Test
    void listsAllOfABackendWhateverTheirStatus() {
        Endpoint failed = add(endpoint().backend("mine").status(EndpointStatus.FAILED));
        Endpoint creating = add(endpoint().backend("mine").status(EndpointStatus.CREATING));
        add(endpoint().backend("other"));

        assertThat(endpoints().of("mine")).containsExactlyInAnyOrder(failed, creating);
    }

    @Test
    void pagesThroughThoseOpenToARoleNewestFirst() {
        Endpoint old = add(endpoint().openTo("guest").createdAt(START));
        Endpoint fresh = add(endpoint().openTo("guest", "designer").createdAt(START.plusNanos(1000)));
        add(endpoint().openTo("byoc").createdAt(START.plusSeconds(1)));

        Page<Endpoint> first = endpoints().page(Set.of("guest", "designer"), Optional.empty(), 1);
        Page<Endpoint> second = endpoints().page(Set.of("guest", "designer"), first.next(), 1);

        assertThat(first.items()).containsExactly(fresh);
        assertThat(second.items()).containsExactly(old);
        assertThat(second.next()).isEmpty();
        assertThat(endpoints().page(Set.of(), Optional.empty(), 5).items()).isEmpty();
    }

    @Test
    void pagesThroughAllEvenWhenTheyAreOfTheSameMoment() {
        List<Endpoint> all =
                IntStream.range(0, 7).mapToObj(i -> add(endpoint())).toList();

        List<Endpoint> seen = new ArrayList<>();
        Optional<Cursor> next = Optional.empty();
        do {
            Page<Endpoint> page = endpoints().page(next, 3);
            seen.addAll(page.items());
            next = page.next().map(cursor -> Cursor.parse(cursor.toString()));
        } while (next.isPresent());

        assertThat(seen).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void deletesAnEndpointAndFreesItsName() {
        Endpoint gone = add(endpoint().name("same"));

        endpoints().delete(gone.id());
        endpoints().delete(gone.id());

        assertThat(endpoints().find(gone.id())).isEmpty();
        Endpoint next = add(endpoint().name("same"));
        assertThat(endpoints().find(next.name())).contains(next);
    }

    private Endpoint add(TestEndpoints endpoint) {
        Endpoint built = endpoint.build();
        endpoints().add(built);
        return built;
    }
}
