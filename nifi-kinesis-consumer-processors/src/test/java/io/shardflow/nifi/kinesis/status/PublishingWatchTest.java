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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.net.ConnectException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.interceptor.Context;

class PublishingWatchTest {

    private static final Throwable REFUSED = new ConnectException("refused");
    private static final Throwable SILENT = ApiCallTimeoutException.create(1);
    private static final Throwable NO_CREDENTIALS =
            new CredentialsUnavailableException(new IllegalStateException("none"));

    private final PublishingWatch watch = new PublishingWatch();

    @Test
    void oneFailureThatPassesIsNotSaid() {
        fail(REFUSED);
        work();
        fail(REFUSED);
        assertEquals(Optional.empty(), watch.due());
        work();
        assertEquals(Optional.empty(), watch.due());
    }

    @Test
    void aSecondOneOfTheSameKindIsSaidOnceUntilItWorks() {
        fail(REFUSED);
        fail(REFUSED);
        assertEquals(Optional.of(new PublishingWatch.Change(Optional.of(REFUSED))), watch.due());
        fail(REFUSED);
        assertEquals(Optional.empty(), watch.due());
        work();
        assertEquals(Optional.of(new PublishingWatch.Change(Optional.empty())), watch.due());
        work();
        assertEquals(Optional.empty(), watch.due());
    }

    @Test
    void whatDoesNotPassIsSaidAtOnceAndAnotherKindToo() {
        fail(NO_CREDENTIALS);
        assertTrue(watch.due().isPresent());
        fail(SILENT);
        assertEquals(Optional.empty(), watch.due());
        fail(SILENT);
        assertEquals(Optional.of(new PublishingWatch.Change(Optional.of(SILENT))), watch.due());
    }

    @Test
    void aNetworkThatRefusesAndIsSilentInTurnsIsOneCauseAndSaidOnce() {
        fail(REFUSED);
        fail(SILENT);
        assertEquals(Optional.of(new PublishingWatch.Change(Optional.of(SILENT))), watch.due());
        fail(REFUSED);
        fail(REFUSED);
        assertEquals(Optional.empty(), watch.due());
    }

    @Test
    void twoWaysInTurnsAreSaidOnceEach() {
        fail(NO_CREDENTIALS);
        assertTrue(watch.due().isPresent());
        fail(REFUSED);
        fail(REFUSED);
        assertTrue(watch.due().isPresent());
        fail(NO_CREDENTIALS);
        assertEquals(Optional.empty(), watch.due());
        work();
        assertTrue(watch.due().isPresent());
        fail(NO_CREDENTIALS);
        assertTrue(watch.due().isPresent());
    }

    @Test
    void nothingIsSaidOfCallsThatEndWithTheirClient() {
        watch.close();
        fail(NO_CREDENTIALS);
        assertEquals(Optional.empty(), watch.due());
    }

    private void work() {
        watch.afterExecution(null, null);
    }

    private void fail(final Throwable exception) {
        watch.onExecutionFailure(
                (Context.FailedExecution) Proxy.newProxyInstance(
                        getClass().getClassLoader(),
                        new Class<?>[] {Context.FailedExecution.class},
                        (proxy, method, arguments) -> exception),
                null);
    }
}
