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
package io.shardflow.nifi.snowflake.connection;

import java.sql.SQLException;
import java.util.Properties;

/** What shows to Snowflake who logs in. Asked for each login, because some of it runs out. Safe for several threads. */
@FunctionalInterface
interface Credentials {

    /**
     * Adds them to the driver's properties of one login.
     *
     * @throws MissingCredentialsException if there are none at the moment
     */
    void addTo(Properties login) throws SQLException;

    /** Has others fetched, after Snowflake has refused these as invalid or expired; does nothing where there can be no others. */
    default void renew() {}
}
