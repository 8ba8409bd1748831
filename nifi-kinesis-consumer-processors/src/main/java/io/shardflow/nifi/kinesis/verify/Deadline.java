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
package io.shardflow.nifi.kinesis.verify;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.AbortedException;

/**
 * How long one verification may take in all. Each call to AWS has its own bound, but a table is read in many calls, and there are
 * twenty steps. For one thread; questions are asked in threads of their own.
 */
final class Deadline {

    /** The time was over before there was an answer. */
    static final class PassedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        PassedException() {
            super("the time of the verification is over", null, false, false);
        }
    }

    private final Duration total;
    private final long end;

    /** Begins now. */
    Deadline(final Duration total) {
        this.total = total;
        this.end = System.nanoTime() + total.toNanos();
    }

    Duration total() {
        return total;
    }

    /**
     * The answer to the question, whose thread is interrupted when the time is over.
     *
     * @throws PassedException if the time is over, whether it was asked or not
     */
    <T> T within(final Supplier<T> question) {
        final long left = end - System.nanoTime();
        if (left <= 0) {
            throw new PassedException();
        }
        final CompletableFuture<T> answer = new CompletableFuture<>();
        final Thread asking = Thread.ofPlatform()
                .daemon()
                .name("shardflow-verify")
                .start(() -> {
                    try {
                        answer.complete(question.get());
                    } catch (final Throwable e) {
                        answer.completeExceptionally(e);
                    }
                });
        try {
            return answer.get(left, TimeUnit.NANOSECONDS);
        } catch (final TimeoutException e) {
            asking.interrupt();
            throw new PassedException();
        } catch (final ExecutionException e) {
            throw unchecked(e.getCause());
        } catch (final InterruptedException e) {
            asking.interrupt();
            Thread.currentThread().interrupt();
            throw AbortedException.create("interrupted while waiting for an answer", e);
        }
    }

    /** A supplier throws no others. */
    private static RuntimeException unchecked(final Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        return (RuntimeException) thrown;
    }
}
