import { AccessDenied } from "~/app/access-denied.tsx";
import { UpcomingPage } from "~/features/tasks/upcoming-page.tsx";

export default function UpcomingRoute() {
  return <UpcomingPage denied={<AccessDenied />} />;
}
