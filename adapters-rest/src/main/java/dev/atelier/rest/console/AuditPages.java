package dev.atelier.rest.console;

import dev.atelier.application.Cursor;
import dev.atelier.application.audit.AuditAction;
import dev.atelier.application.audit.AuditLog;
import dev.atelier.application.audit.ReadAuditLog;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.UserName;
import dev.atelier.rest.access.ConsoleSettings;
import dev.atelier.rest.access.CurrentCaller;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.swagger.v3.oas.annotations.Hidden;
import java.util.Optional;

/** Who changed what. */
@Hidden
@ConsoleController
@Controller(ConsoleSettings.PATH + "/audit")
class AuditPages {

    private static final int PAGE = 100;

    private final Pages pages;
    private final ReadAuditLog read;

    AuditPages(Pages pages, ReadAuditLog read) {
        this.pages = pages;
        this.read = read;
    }

    @Get
    HttpResponse<String> page(
            @CurrentCaller(permission = "user:all") Caller caller,
            HttpRequest<?> request,
            @Nullable @QueryValue String user,
            @Nullable @QueryValue String action,
            @Nullable @QueryValue String subject,
            @Nullable @QueryValue String after) {
        AuditLog.Filter filter = new AuditLog.Filter(
                Pages.given(user).map(UserName::new),
                Pages.given(action).map(AuditAction::of),
                Optional.empty(),
                Pages.given(subject),
                Optional.empty(),
                Optional.empty());
        return Pages.show(Templates.audit(
                pages.frame(request, caller, Section.AUDIT),
                filter,
                read.list(caller, filter, Pages.given(after).map(Cursor::parse), PAGE)));
    }
}
