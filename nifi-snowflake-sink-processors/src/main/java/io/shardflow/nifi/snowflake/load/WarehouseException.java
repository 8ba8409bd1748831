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

import io.shardflow.nifi.snowflake.ledger.WarehouseSession;
import java.util.Objects;

/** A call on a {@link WarehouseSession} failed. The message is fit for a bulletin: neither payload nor secret. */
public class WarehouseException extends Exception {

    private static final long serialVersionUID = 1L;

    /** What the failure means to the protocol. */
    public enum Kind {
        /**
         * A lock was not given within LOCK_TIMEOUT, or too many wait for it (000625). The transaction is still open,
         * the statement did nothing.
         */
        LOCK_TIMEOUT,
        /**
         * Connection or session is gone, or an answer did not come: it is unknown whether the statement ran or will
         * still run (200015, 390111, 390114 and the like, every client-side time-out). The transaction may live on
         * detached, with its locks. The session is not used again.
         */
        SESSION_LOST,
        /** Guard or ledger table does not exist, or the guard has no row. The statement did nothing. */
        LEDGER_GONE,
        /**
         * The rows cannot be loaded into this table, whenever it is tried (cast failed, NOT NULL, too long). The
         * statement did nothing. See {@link RowRefusedException}.
         */
        DATA_REJECTED,
        /** The statement did nothing and will not until somebody acts: missing table, right, warehouse. */
        PERMANENT,
        /** The processor is being stopped: the statement was not begun, or cancelled, and may have done its work or not. */
        STOPPED,
        /** The statement did nothing, another time it may work: throttling, warehouse resuming, statement time-out. */
        TRANSIENT
    }

    private final Kind kind;

    public WarehouseException(final Kind kind, final String message) {
        this(kind, message, null);
    }

    public WarehouseException(final Kind kind, final String message, final Throwable cause) {
        super(message, cause);
        this.kind = Objects.requireNonNull(kind, "kind");
    }

    public Kind kind() {
        return kind;
    }
}
