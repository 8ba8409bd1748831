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

import java.util.Objects;
import java.util.OptionalLong;

/**
 * Snowflake refuses a row that was to be loaded ({@link WarehouseException.Kind#DATA_REJECTED}). The message is the reason
 * alone, without what was tried: it is the same however the row is loaded.
 */
public final class RowRefusedException extends WarehouseException {

    private static final long serialVersionUID = 1L;

    private final boolean known;
    private final transient OptionalLong row;

    /**
     * @param known whether the error is known to lie in a row; otherwise it may be one of the table or of the account
     * @param row number of the row in its file, from 1, where the error names it: a hint, not a proof
     */
    public RowRefusedException(
            final String reason, final boolean known, final OptionalLong row, final Throwable cause) {
        super(Kind.DATA_REJECTED, reason, cause);
        this.known = known;
        this.row = Objects.requireNonNull(row, "row");
    }

    /** See the constructor. */
    public boolean isKnown() {
        return known;
    }

    /** See the constructor. */
    public OptionalLong row() {
        return row;
    }
}
