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
package io.shardflow.nifi.kinesis.stream;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;

/** Waits for an answer of an asynchronous AWS client. */
public final class AwsCalls {

    private AwsCalls() {}

    /**
     * The answer of the call.
     *
     * @throws software.amazon.awssdk.core.exception.SdkException what the call failed with, or that it took too long
     */
    public static <T> T get(final CompletableFuture<T> call, final Duration timeout) {
        try {
            return call.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (final ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (final TimeoutException e) {
            call.cancel(true);
            throw ApiCallTimeoutException.builder()
                    .message("no answer within " + timeout.toSeconds() + " s")
                    .cause(e)
                    .build();
        } catch (final InterruptedException e) {
            call.cancel(true);
            Thread.currentThread().interrupt();
            throw AbortedException.create("interrupted while waiting for an answer", e);
        }
    }
}
