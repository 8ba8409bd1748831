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
package io.shardflow.nifi.snowflake.ledger;

import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.load.WarehouseException.Kind;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A session for whoever has one already and can do without another: where everybody held one and waited, nobody would go on. */
final class SecondSession {

    private SecondSession() {}

    /**
     * One that comes too late is given back as soon as it is there.
     *
     * @param wait a pool with no second connection would keep it waiting longer
     * @throws NoSecondSessionException if there is none within that time
     * @throws WarehouseException STOPPED if the processor is being stopped
     */
    static WarehouseSession open(final WarehouseSessions sessions, final Duration wait) throws WarehouseException {
        final CompletableFuture<WarehouseSession> opening = new CompletableFuture<>();
        Thread.ofVirtual().name("snowflake-second-session").start(() -> {
            try {
                opening.complete(sessions.open());
            } catch (final WarehouseException | RuntimeException e) {
                opening.completeExceptionally(e);
            }
        });
        try {
            return opening.get(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (final ExecutionException e) {
            throw failed(e.getCause());
        } catch (final TimeoutException e) {
            opening.thenAccept(WarehouseSession::close);
            throw new NoSecondSessionException("none within " + wait.toSeconds() + " s", e);
        } catch (final InterruptedException e) {
            opening.thenAccept(WarehouseSession::close);
            Thread.currentThread().interrupt();
            throw new WarehouseException(Kind.STOPPED, "the processor is being stopped", e);
        }
    }

    /** Of a pool that has none to give within less time, too. */
    private static WarehouseException failed(final Throwable cause) {
        if (cause instanceof WarehouseException failure) {
            return failure.kind() == Kind.STOPPED
                    ? failure
                    : new NoSecondSessionException(failure.getMessage(), failure);
        }
        // Nobody vouches for its message.
        return new NoSecondSessionException(cause.getClass().getName(), cause);
    }
}
