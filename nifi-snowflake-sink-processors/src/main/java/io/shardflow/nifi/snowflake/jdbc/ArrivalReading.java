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

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How the looks into one target read its arrivals: as numbers until a row turns up that has something else there. Used by
 * every session on the target.
 */
final class ArrivalReading {

    private final AtomicBoolean untold = new AtomicBoolean();
    private volatile ArrivalForm form = ArrivalForm.NUMBER;

    ArrivalForm form() {
        return form;
    }

    /** Some row has an arrival that is no number. */
    void readAsText() {
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
