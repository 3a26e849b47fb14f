import { getRouteApi } from "@tanstack/react-router";
import { AccessDenied } from "~/app/access-denied.tsx";
import { TodayPage } from "~/features/tasks/today-page.tsx";

const route = getRouteApi("/_signed-in/today");

export default function TodayRoute() {
  const navigate = route.useNavigate();
  return <TodayPage onUpcoming={() => void navigate({ to: "/upcoming" })} denied={<AccessDenied />} />;
}
