package dev.atelier.rest.console;

import dev.atelier.application.inference.ListInferences;
import dev.atelier.application.inference.ListQueue;
import dev.atelier.application.inference.QueuedJobs;
import dev.atelier.application.metrics.ReadLoad;
import dev.atelier.application.node.NodeReport;
import dev.atelier.application.node.ObserveNodes;
import dev.atelier.application.usage.ReadUsage;
import dev.atelier.application.usage.UsageDimension;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Permission;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.rest.access.ConsoleSettings;
import dev.atelier.rest.access.CurrentCaller;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.swagger.v3.oas.annotations.Hidden;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/** The first page: what waits and runs, what the nodes do, how that was in the last day, and what was made in the last weeks. */
@Hidden
@ConsoleController
@Controller(ConsoleSettings.PATH)
class OverviewPages {

    /** How many jobs of the queue are counted. */
    static final int MOST_JOBS = 500;

    private static final int DAYS = 30;
    private static final int NEWEST = 6;
    private static final Permission LIST_JOBS = Permission.parse("inference:list");
    private static final Permission LIST_NODES = Permission.parse("sagemaker_endpoint:list");

    private final Pages pages;
    private final ListQueue queue;
    private final ListInferences jobs;
    private final ReadUsage usage;
    private final ObserveNodes nodes;
    private final ReadLoad load;

    OverviewPages(
            Pages pages, ListQueue queue, ListInferences jobs, ReadUsage usage, ObserveNodes nodes, ReadLoad load) {
        this.pages = pages;
        this.queue = queue;
        this.jobs = jobs;
        this.usage = usage;
        this.nodes = nodes;
        this.load = load;
    }

    /** Open to everyone who has signed in; each part of it to those who may see that. */
    @Get
    HttpResponse<String> page(@CurrentCaller Caller caller, HttpRequest<?> request) {
        Frame frame = pages.frame(request, caller, Section.OVERVIEW);
        List<NodeReport> reports = caller.holds(LIST_NODES) ? nodes.list(caller) : List.of();
        LoadView lastDay = LoadView.of(
                caller.holds(LIST_JOBS) && caller.isAdministrator()
                        ? Optional.of(load.queue(caller))
                        : Optional.empty(),
                reports.isEmpty() ? Optional.empty() : Optional.of(load.nodes(caller)),
                frame.now());
        if (!caller.holds(LIST_JOBS)) {
            return Pages.show(Templates.overview(
                    frame,
                    new QueuedJobs.Slice(List.of(), Optional.empty()),
                    reports,
                    lastDay,
                    UsageChart.NONE,
                    List.of()));
        }
        LocalDate today = LocalDate.ofInstant(frame.now(), ZoneOffset.UTC);
        LocalDate first = today.minusDays(DAYS - 1L);
        ReadUsage.UsagePage used = usage.all(
                caller,
                new ReadUsage.Query(
                        Optional.of(first),
                        Optional.of(today),
                        Optional.empty(),
                        Optional.empty(),
                        EnumSet.of(UsageDimension.DAY)));
        List<InferenceJob> newest = jobs.list(
                        caller, Optional.of(caller.name()), Optional.empty(), Optional.empty(), NEWEST)
                .items();
        return Pages.show(Templates.overview(
                frame,
                queue.list(caller, Optional.empty(), Optional.empty(), Optional.empty(), MOST_JOBS),
                reports,
                lastDay,
                UsageChart.of(first, today, used.totals()),
                newest));
    }
}
