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
package io.shardflow.nifi.kinesis.status;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * Whether metrics are taken by CloudWatch, after the SDK's retries. Each way in which they are not is told of once until it works
 * again: records are read all the same. So it is no part of {@link ConsumerStatus}.
 *
 * <p><b>Threading.</b> Told by the SDK's threads, asked by any; guarded by this object's monitor.
 */
public final class PublishingWatch implements ExecutionInterceptor {

    /** What has changed. @param failure why it fails now; empty if it works again */
    public record Change(Optional<Throwable> failure) {}

    /** These do not pass by themselves; of the others one alone is not worth a word. */
    private static final Set<Failure.Kind> CERTAIN = EnumSet.of(
            Failure.Kind.DENIED, Failure.Kind.CREDENTIALS, Failure.Kind.NO_CREDENTIALS, Failure.Kind.EXPIRED);

    private final Set<Failure.Kind> said = EnumSet.noneOf(Failure.Kind.class);
    private Failure.Kind last;
    private Change due;
    private boolean closed;

    @Override
    public synchronized void afterExecution(
            final Context.AfterExecution context, final ExecutionAttributes attributes) {
        last = null;
        if (!said.isEmpty() && !closed) {
            said.clear();
            due = new Change(Optional.empty());
        }
    }

    @Override
    public synchronized void onExecutionFailure(
            final Context.FailedExecution context, final ExecutionAttributes attributes) {
        final Optional<Failure.Kind> failure =
                Failure.of(context.exception()).map(Failure::kind).map(PublishingWatch::cause);
        if (closed || failure.isEmpty()) {
            return;
        }
        final Failure.Kind kind = failure.get();
        if ((kind == last || CERTAIN.contains(kind)) && said.add(kind)) {
            due = new Change(Optional.of(context.exception()));
        }
        last = kind;
    }

    /** A network that fails refuses and is silent in turns, so these are one. */
    private static Failure.Kind cause(final Failure.Kind kind) {
        return kind == Failure.Kind.NO_ANSWER ? Failure.Kind.UNREACHABLE : kind;
    }

    /** What has to be said now; it counts as said. */
    public synchronized Optional<Change> due() {
        final Optional<Change> now = Optional.ofNullable(due);
        due = null;
        return now;
    }

    /** From now on calls fail because everything is shut down. */
    public synchronized void close() {
        closed = true;
    }
}
