package dev.atelier.application.testing;

import dev.atelier.application.usage.UsageDimension;
import dev.atelier.application.usage.UsageTotal;
import dev.atelier.application.usage.UsageTotals;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobStatus;
import dev.atelier.domain.inference.ModelReference;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Usage in memory, where the jobs themselves are counted at each question. */
public class InMemoryUsageTotals implements UsageTotals {

    private static final Comparator<List<String>> ORDER = (one, other) -> {
        for (int i = 0; i < one.size(); i++) {
            int compared = one.get(i).compareTo(other.get(i));
            if (compared != 0) {
                return compared;
            }
        }
        return 0;
    };

    private final List<Counted> counted = new ArrayList<>();

    private record Counted(InferenceJob job, LocalDate day, Duration computeTime) {

        private boolean fits(Filter filter) {
            return !day.isBefore(filter.from())
                    && !day.isAfter(filter.to())
                    && filter.user().map(job.user()::equals).orElse(true)
                    && filter.model().map(model()::equals).orElse(true);
        }

        private String model() {
            return job.checkpoint().map(ModelReference::name).orElse("");
        }

        private Map<UsageDimension, String> values(Set<UsageDimension> by) {
            Map<UsageDimension, String> values = new EnumMap<>(Map.of(
                    UsageDimension.DAY,
                    day.toString(),
                    UsageDimension.USER,
                    job.user().value(),
                    UsageDimension.MODEL,
                    model(),
                    UsageDimension.ENDPOINT,
                    job.place().name().value()));
            values.keySet().retainAll(by);
            return values;
        }

        private UsageTotal total(Set<UsageDimension> by) {
            return new UsageTotal(
                    values(by),
                    is(InferenceJobStatus.SUCCEED),
                    is(InferenceJobStatus.FAILED),
                    is(InferenceJobStatus.CANCELED),
                    job.images().size(),
                    computeTime);
        }

        private long is(InferenceJobStatus status) {
            return job.status() == status ? 1 : 0;
        }
    }

    /** Counts a job at this time, if it has ended, and what compute has done for it. */
    public synchronized void add(InferenceJob job, Instant time, Duration computeTime) {
        counted.add(new Counted(job, LocalDate.ofInstant(time, ZoneOffset.UTC), computeTime));
    }

    @Override
    public synchronized List<UsageTotal> ascending(
            Filter filter, Set<UsageDimension> by, Optional<List<String>> after, int limit) {
        Map<List<String>, UsageTotal> totals = new TreeMap<>(ORDER);
        counted.stream()
                .filter(one -> one.fits(filter))
                .map(one -> one.total(by))
                .filter(total -> after.filter(key -> ORDER.compare(total.key(), key) <= 0)
                        .isEmpty())
                .forEach(total -> totals.merge(total.key(), total, InMemoryUsageTotals::sum));
        return totals.values().stream().limit(limit).toList();
    }

    private static UsageTotal sum(UsageTotal one, UsageTotal other) {
        return new UsageTotal(
                one.values(),
                one.succeeded() + other.succeeded(),
                one.failed() + other.failed(),
                one.canceled() + other.canceled(),
                one.images() + other.images(),
                one.computeTime().plus(other.computeTime()));
    }

    @Override
    public synchronized boolean removeOldest(LocalDate before) {
        Optional<LocalDate> oldest = counted.stream()
                .map(Counted::day)
                .filter(day -> day.isBefore(before))
                .min(Comparator.naturalOrder());
        return oldest.isPresent() && counted.removeIf(one -> one.day().equals(oldest.get()));
    }
}
