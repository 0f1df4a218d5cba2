package dev.atelier.rest.console;

import dev.atelier.application.inference.CancelInference;
import dev.atelier.application.inference.CancelQueue;
import dev.atelier.application.inference.ListQueue;
import dev.atelier.application.inference.QueuedJobs;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.endpoint.EndpointName;
import dev.atelier.rest.access.ConsoleSettings;
import dev.atelier.rest.access.CurrentCaller;
import dev.atelier.rest.access.PagePart;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.swagger.v3.oas.annotations.Hidden;
import java.util.Optional;

/** The jobs that wait and run. */
@Hidden
@ConsoleController
@Controller(ConsoleSettings.PATH + "/queue")
class QueuePages {

    private static final int PAGE = 50;

    private final Pages pages;
    private final ListQueue list;
    private final CancelInference cancel;
    private final CancelQueue cancelAll;

    QueuePages(Pages pages, ListQueue list, CancelInference cancel, CancelQueue cancelAll) {
        this.pages = pages;
        this.list = list;
        this.cancel = cancel;
        this.cancelAll = cancelAll;
    }

    /** @param after the place after which the page begins; null: the first one */
    @Get
    HttpResponse<String> page(
            @CurrentCaller(permission = "inference:list") Caller caller,
            HttpRequest<?> request,
            @Nullable @QueryValue String endpoint,
            @Nullable @QueryValue String user,
            @Nullable @QueryValue Long after) {
        Frame frame = pages.frame(request, caller, Section.QUEUE);
        QueuedJobs.Slice jobs = list.list(
                caller,
                Pages.given(endpoint).map(EndpointName::new),
                Pages.given(user).map(UserName::new),
                Optional.ofNullable(after),
                PAGE);
        QueueFilter filter = new QueueFilter(
                Pages.given(endpoint).orElse(""), Pages.given(user).orElse(""), after);
        return Pages.show(
                PagePart.isAskedFor(request)
                        ? Templates.queueRows(frame, filter, jobs)
                        : Templates.queue(frame, filter, jobs));
    }

    @Post("/{id}/cancel")
    HttpResponse<String> cancel(
            @CurrentCaller(permission = "inference:all") Caller caller, HttpRequest<?> request, String id) {
        cancel.cancel(caller, Pages.job(id));
        return pages.lead(request, "/queue");
    }

    /** Cancels the caller's own jobs that wait. */
    @Post("/cancel")
    HttpResponse<String> cancelOwn(@CurrentCaller(permission = "inference:all") Caller caller, HttpRequest<?> request) {
        cancelAll.cancel(caller, new CancelQueue.Command(Optional.empty(), Optional.of(caller.name()), false, false));
        return pages.lead(request, "/queue");
    }
}
