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

/** There is no second session for what can be left out; the first one is as good as it was. */
final class NoSecondSessionException extends WarehouseException {

    private static final long serialVersionUID = 1L;

    /** @param why there is none */
    NoSecondSessionException(final String why, final Throwable cause) {
        super(Kind.TRANSIENT, why, cause);
    }
}
