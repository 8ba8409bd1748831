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
package io.shardflow.nifi.snowflake.load;

import io.shardflow.nifi.snowflake.load.LoadOutcome.Ground;
import java.util.Objects;

/**
 * The statement that brings rows into a table took too long, or did not live to answer ({@link WarehouseException.Kind#TRANSIENT}
 * or {@link WarehouseException.Kind#SESSION_LOST}). If that happens again and again, fewer rows may do.
 */
public final class RowsHeldUpException extends WarehouseException {

    private static final long serialVersionUID = 1L;

    private final String reason;
    private final Ground ground;

    /**
     * @param reason the same each time the same rows are held up so
     * @param ground SIZE, or UNKNOWN if the server failed by itself
     */
    public RowsHeldUpException(final WarehouseException failure, final String reason, final Ground ground) {
        super(failure.kind(), failure.getMessage(), failure.getCause());
        this.reason = Objects.requireNonNull(reason, "reason");
        this.ground = Objects.requireNonNull(ground, "ground");
    }

    /** See the constructor. */
    public String reason() {
        return reason;
    }

    /** See the constructor. */
    public Ground ground() {
        return ground;
    }
}
