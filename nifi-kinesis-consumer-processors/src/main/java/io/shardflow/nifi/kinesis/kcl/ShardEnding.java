/*
 * Copyright 2026 The Shardflow authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.shardflow.nifi.kinesis.kcl;

import java.time.Duration;
import java.util.List;
import software.amazon.awssdk.services.kinesis.model.ChildShard;

/**
 * The end of one shard: told to the client library only when all records before it are committed and the service says that the
 * shard is closed.
 *
 * <p><b>Threading.</b> As its {@link ShardFetcher}.
 */
final class ShardEnding {

    /** Ten seconds: if it is the stream that has gone, the guard has stopped the consumer by then. */
    private static final int NOT_CLOSED_BEFORE_READING_ON = 10;

    /** How long an end may be told late, and what keeps the library from asking over and over while records are held back. */
    private static final Duration NOT_DRAINED = Duration.ofMillis(200);

    private final ShardFeed feed;
    private final String operation;
    private final SchedulerContext context;
    private boolean reached;
    private List<ChildShard> children = List.of();
    private boolean told;
    private int notClosed;

    /** @param operation what AWS calls the call whose answers have the end */
    ShardEnding(final ShardFeed feed, final String operation, final SchedulerContext context) {
        this.feed = feed;
        this.operation = operation;
        this.context = context;
    }

    /** Kinesis answered that nothing follows but these. */
    void reached(final List<ChildShard> childShards) {
        reached = true;
        children = childShards;
    }

    /** Whether Kinesis said so; it is asked again when nothing has confirmed it for long. */
    boolean isReached() {
        return reached;
    }

    /** Whether the client library was told. */
    boolean isTold() {
        return told;
    }

    /** The library goes back to an earlier record. */
    void forget() {
        reached = false;
        told = false;
    }

    /** The end, or nothing as long as it is none. */
    Answer answer() throws InterruptedException {
        if (!feed.isDrained()) {
            feed.pause(NOT_DRAINED);
            return Answer.nothing(null);
        }
        if (!isReallyClosed()) {
            notClosed++;
            if (notClosed == NOT_CLOSED_BEFORE_READING_ON) {
                readOn();
            }
            feed.pause(PollPace.IDLE);
            return Answer.nothing(null);
        }
        told = true;
        return Answer.end(children);
    }

    /** An end that nothing confirms, such as that of a shard which Kinesis said once that it does not know. */
    private void readOn() {
        notClosed = 0;
        reached = false;
        context.events()
                .readFailed(
                        feed.shardId(),
                        operation,
                        new IllegalStateException(
                                "Kinesis answered as for a shard that has ended, but the shard is open"));
    }

    private boolean isReallyClosed() {
        try {
            return context.ends().isReallyClosed(feed.shardId());
        } catch (final RuntimeException e) {
            context.log().debug("The end of {} could not be checked: {}", feed.shardId(), e.toString());
            return false;
        }
    }
}
