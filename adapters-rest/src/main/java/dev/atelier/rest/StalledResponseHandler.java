package dev.atelier.rest;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection whose client takes nothing of a response for the stall timeout. A download may take as long as it
 * needs while some of it goes out, and a connection without a response to send is kept. One instance per connection.
 */
final class StalledResponseHandler extends IdleStateHandler {

    StalledResponseHandler(ConnectionSettings settings) {
        super(true, 0, settings.stallTimeout().toNanos(), 0, TimeUnit.NANOSECONDS);
    }

    @Override
    protected void channelIdle(ChannelHandlerContext context, IdleStateEvent event) {
        ChannelOutboundBuffer waiting = context.channel().unsafe().outboundBuffer();
        if (waiting != null && waiting.totalPendingWriteBytes() > 0) {
            context.close();
        }
    }
}
