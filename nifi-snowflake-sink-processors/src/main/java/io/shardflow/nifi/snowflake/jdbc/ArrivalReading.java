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
package io.shardflow.nifi.snowflake.jdbc;

import io.shardflow.nifi.snowflake.load.WarehouseException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How what searches one target reads its arrivals: as numbers until a row turns up that has something else there. Used by
 * every session on the target.
 */
final class ArrivalReading {

    /** A statement that reads arrivals. */
    @FunctionalInterface
    interface Search<T> {
        T by(ArrivalForm form) throws WarehouseException;
    }

    private final AtomicBoolean untold = new AtomicBoolean();
    private volatile ArrivalForm form = ArrivalForm.NUMBER;

    /** By numbers, and if some row's arrival is none, through text: a statement that failed has left nothing. */
    <T> T run(final Search<T> search) throws WarehouseException {
        final ArrivalForm first = form;
        try {
            return search.by(first);
        } catch (final WarehouseException e) {
            if (first == ArrivalForm.TEXT || !Failures.isWrongValue(e)) {
                throw e;
            }
            final T found = search.by(ArrivalForm.TEXT);
            readAsText();
            return found;
        }
    }

    /** Some row has an arrival that is no number. */
    private void readAsText() {
        if (form != ArrivalForm.TEXT) {
            form = ArrivalForm.TEXT;
            untold.set(true);
        }
    }

    /** Whether there is such a row and nobody has asked yet. */
    boolean takeWrong() {
        return untold.getAndSet(false);
    }
}
